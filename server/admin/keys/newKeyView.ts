import { exampleRequest } from "../../keys/exampleRequest.ts";
import type { MadeKey } from "../../keys/keyStore.ts";
import { phrase } from "../../lib/phrase.ts";
import type { DisplayTime } from "../format/displayTime.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { STYLES } from "./keyLabels.ts";

/** Facts shown next to a new key. */
export interface NewKeyFacts {
  readonly label: string;
  readonly user: string;
  /** The rolled key and the end of its validity. */
  readonly old: { readonly id: number; readonly until: DisplayTime; readonly isOver: boolean } | null;
}

/** Shows a new key in the response to its form. A redirect would have to store the secret in between. */
export function renderNewKey(page: Page, { id, key }: MadeKey, facts: NewKeyFacts): PageAnswer {
  const title = facts.old ? phrase("API key rolled") : phrase("API key created");
  return renderView(
    "keys/created",
    title,
    { ...facts, id, key, curl: exampleRequest(`${page.origin}${page.base}`, key) },
    { scripts: ["copy.js"], styles: STYLES },
  );
}
