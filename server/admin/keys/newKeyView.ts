import { callerUrl, exampleRequest, triedScope } from "../../keys/exampleRequest.ts";
import type { KeyScope } from "../../keys/keySettings.ts";
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
  readonly scopes: readonly KeyScope[];
  /** The rolled key and the end of its validity. */
  readonly old: { readonly id: number; readonly until: DisplayTime; readonly isOver: boolean } | null;
}

/** Shows a new key in the response to its form. A redirect would have to store the secret in between. */
export function renderNewKey(page: Page, { id, key }: MadeKey, facts: NewKeyFacts): PageAnswer {
  const title = facts.old ? phrase("API key rolled") : phrase("API key created");
  const base = `${page.origin}${page.base}`;
  const tried = triedScope(facts.scopes);
  const locals = {
    ...facts,
    id,
    key,
    tried,
    curl: exampleRequest(base, key, facts.scopes),
    callerUrl: tried === "restore_by_phone" ? callerUrl(base, key) : null,
  };
  return renderView("keys/created", title, locals, { scripts: ["copy.js"], styles: STYLES });
}
