/** The first characters of a text, for a column that holds no more; never half of a character. */
export function cutTo(text: string, length: number): string {
  return [...text].slice(0, length).join("");
}
