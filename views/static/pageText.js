/** Puts values into a translated text from a data attribute, whose placeholders are `%1s` to `%9s`. */
export function fillIn(text, ...values) {
  return text.replace(/%([1-9])s/g, (_, n) => values[n - 1]);
}
