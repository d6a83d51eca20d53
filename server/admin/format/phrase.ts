/**
 * Texts of pages, which Vicidial's languages may translate. `phrase` marks an English text and `translate` turns it into the
 * user's language. A text with values has placeholders `%1s` to `%9s`, like Vicidial's own phrases.
 */

export type PhraseValue = string | number | Phrase;

/** An English text with its values. Printed without a translation, it is English. */
export interface Phrase {
  readonly text: string;
  readonly values: readonly PhraseValue[];
  toString(): string;
}

/** A text for a page: with values, or just English. */
export type PageText = string | Phrase;

/** Translates a text and puts its values in. */
export type Translate = (text: PageText, ...values: readonly PhraseValue[]) => string;

const PLACEHOLDER = /%([1-9])s/g;

function fillIn(text: string, values: readonly PhraseValue[], show: (value: PhraseValue) => string): string {
  return text.replace(PLACEHOLDER, (_, n: string) => {
    const value = values[Number(n) - 1];
    return value === undefined ? "" : show(value);
  });
}

/** Marks a text that a page shows, so that it can be translated. */
export function phrase(text: string): string;
export function phrase(text: string, ...values: readonly PhraseValue[]): Phrase;
export function phrase(text: string, ...values: readonly PhraseValue[]): PageText {
  if (values.length === 0) return text;
  return { text, values, toString: () => fillIn(text, values, String) };
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase();
}

/** Vicidial shares phrases between capitals and small letters, and restores the case. Source: _QXZ in functions.php. */
function withCaseOf(english: string, translated: string): string {
  if (isUpper(english) === isUpper(translated)) return translated;
  if (isUpper(english)) return translated.toUpperCase();
  const small = translated.toLowerCase();
  return small.charAt(0).toUpperCase() + small.slice(1);
}

/**
 * Returns the function that translates into a language. A text without a translation stays English.
 *
 * @param find returns the translation of an English text
 */
export function createTranslate(find: (text: string) => string | undefined): Translate {
  const translate: Translate = (text, ...values) => {
    if (typeof text !== "string") return translate(text.text, ...text.values);
    const found = find(text);
    const shown = found === undefined ? text : withCaseOf(text, found);
    return fillIn(shown, values, (value) => (typeof value === "object" ? translate(value) : String(value)));
  };
  return translate;
}

/** Leaves every text in English. */
export const inEnglish: Translate = createTranslate(() => undefined);
