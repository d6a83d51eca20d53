import { pageTexts } from "../../lib/pageTexts.ts";
import { createTranslate, type Translate } from "../../lib/phrase.ts";
import type { AdminLook } from "../../vicidial/adminLook.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import { ENGLISH, phraseKey } from "../../vicidial/languages.ts";
import type { AdminCustomer } from "./dependencies.ts";

/** How the pages look for a visitor: the installation's look, in the visitor's language. */
export interface Appearance {
  readonly look: AdminLook;
  readonly translate: Translate;
  /** Language code for the browser. */
  readonly languageCode: string;
}

/** Reads how the pages look for a user, or for a stranger. Strangers see the system's default language. */
export async function appearanceFor(
  { readLook, readLanguage }: Pick<AdminCustomer, "readLook" | "readLanguage">,
  user: Pick<AdminUser, "language"> | null,
  now: Date,
): Promise<Appearance> {
  const look = await readLook();
  const chosen = user?.language || look.defaultLanguage;
  const { code, phrases } = look.translates ? await readLanguage(chosen, pageTexts(), now) : ENGLISH;
  return {
    look,
    translate: createTranslate((text) => phrases.get(phraseKey(text))),
    languageCode: code ?? "en",
  };
}
