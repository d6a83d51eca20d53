/**
 * Puts numbers and code into a description, code between backticks.
 *
 * @param text marked with `phrase`, so that the documentation page can translate it, with placeholders such as `%1s`
 */
export function withCode(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/%([1-9])s/g, (_, n: string) => {
    const value = values[Number(n) - 1];
    return typeof value === "number" ? String(value) : `\`${value}\``;
  });
}
