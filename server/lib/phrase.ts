/**
 * Texts of pages, which Vicidial's languages may translate. `phrase` marks an English text and `translate` turns it into the
 * user's language. A text with values has placeholders `%1s` to `%9s`, like Vicidial's own phrases.
 */

/** A value is data and stays as it is, unless it is a phrase or a list of phrases. */
export type PhraseValue = string | number | Phrase | readonly Phrase[];

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

function isList(value: PhraseValue): value is readonly Phrase[] {
  return Array.isArray(value);
}

function fillIn(text: string, values: readonly PhraseValue[], show: (value: Phrase) => string): string {
  return text.replace(PLACEHOLDER, (_, n: string) => {
    const value = values[Number(n) - 1] ?? "";
    if (isList(value)) return value.map(show).join(", ");
    return typeof value === "object" ? show(value) : String(value);
  });
}

function makePhrase(text: string, values: readonly PhraseValue[]): Phrase {
  return { text, values, toString: () => fillIn(text, values, String) };
}

/** Marks a text that a page shows, so that it can be translated. */
export function phrase(text: string): string;
export function phrase(text: string, ...values: readonly PhraseValue[]): Phrase;
export function phrase(text: string, ...values: readonly PhraseValue[]): PageText {
  return values.length === 0 ? text : makePhrase(text, values);
}

/** Turns a text into a value of another phrase, which is then translated too. */
export function term(text: PageText): Phrase {
  return typeof text === "string" ? makePhrase(text, []) : text;
}

/** Turns data into a text that stays as it is in every language. */
export function verbatim(data: string): Phrase {
  return makePhrase("%1s", [data]);
}

/**
 * Returns a text with a count.
 *
 * @param one marked text for 1
 * @param many marked text with the placeholder `%1s` for the count
 */
export function counted(count: number, one: string, many: string): PageText {
  return count === 1 ? one : phrase(many, count.toLocaleString("en"));
}

/** Joins whole sentences. */
export function sentences(first: PageText, ...others: readonly PageText[]): PageText {
  return others.reduce((text, other) => phrase("%1s %2s", term(text), term(other)), first);
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
    return fillIn(shown, values, (value) => translate(value));
  };
  return translate;
}

/** Leaves every text in English. */
export const inEnglish: Translate = createTranslate(() => undefined);
