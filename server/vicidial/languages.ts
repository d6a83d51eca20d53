import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";
import { createLru } from "../lib/lru.ts";

/** The translations of a language that Vicidial's language page edits. */
export interface Language {
  /** Code for the browser, such as `de`; undefined if the language has none. */
  readonly code: string | undefined;
  /** Translations by the English text as `phraseKey` writes it. Phrases without a translation are missing. */
  readonly phrases: ReadonlyMap<string, string>;
}

/** Vicidial's own name for its untranslated texts. */
const UNTRANSLATED = "default English";
export const ENGLISH: Language = { code: "en", phrases: new Map() };

/** How long (ms) translations are kept, so that an edit in Vicidial shows soon. */
const KEPT_MS = 30_000;
const MAX_LANGUAGES = 20;
const CODE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Folds a text as the column's collation compares it: without case and trailing spaces. */
export function phraseKey(text: string): string {
  return text.trimEnd().toLowerCase();
}

interface PhraseRow {
  english_text: string;
  translated_text: string | null;
}

/** An exact match wins over one that differs in case only. */
function toPhrases(rows: readonly PhraseRow[], texts: ReadonlySet<string>): ReadonlyMap<string, string> {
  const translated = rows.filter(({ translated_text }) => (translated_text ?? "").trim() !== "");
  const ordered = [
    ...translated.filter(({ english_text }) => !texts.has(english_text)),
    ...translated.filter(({ english_text }) => texts.has(english_text)),
  ];
  return new Map(
    ordered.map(({ english_text, translated_text }) => [phraseKey(english_text), translated_text ?? ""]),
  );
}

/** Reads translations from `vicidial_language_phrases`. Index: english_text. */
export function createLanguages(db: Knex, vicidialDatabase: string) {
  const kept = createLru<string, { readonly at: number; readonly language: Language }>(MAX_LANGUAGES);

  async function codeOf(language: string): Promise<string | undefined> {
    const row = await db
      .from(`${vicidialDatabase}.vicidial_languages`)
      .where("language_id", language)
      .first<{ language_code: string | null } | undefined>("language_code");
    const code = (row?.language_code ?? "").trim().replaceAll("_", "-");
    return CODE.test(code) ? code : undefined;
  }

  async function read(language: string, texts: ReadonlySet<string>): Promise<Language> {
    try {
      const rows: PhraseRow[] = await db
        .from(`${vicidialDatabase}.vicidial_language_phrases`)
        .where("language_id", language)
        .whereIn("english_text", [...texts])
        .select("english_text", "translated_text");
      return { code: await codeOf(language), phrases: toPhrases(rows, texts) };
    } catch (error) {
      // Older schemas have no languages.
      if (isSchemaMismatch(error)) return ENGLISH;
      throw error;
    }
  }

  /**
   * Returns the translations of the given texts, with one query for all of them.
   *
   * @param language its id in Vicidial, as users choose it
   */
  return async function readLanguage(
    language: string,
    texts: ReadonlySet<string>,
    now: Date,
  ): Promise<Language> {
    if (language === "" || language === UNTRANSLATED) return ENGLISH;
    const known = kept.get(language);
    const age = now.getTime() - (known?.at ?? Number.NEGATIVE_INFINITY);
    if (known && age >= 0 && age < KEPT_MS) return known.language;
    const found = await read(language, texts);
    kept.set(language, { at: now.getTime(), language: found });
    return found;
  };
}

export type ReadLanguage = ReturnType<typeof createLanguages>;
