import type { MadeKey } from "../../keys/keyStore.ts";
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

/** Returns a dry-run request to paste into a shell. Keys contain no shell metacharacters. */
function curlOf({ origin, base }: Page, key: string): string {
  return [
    `curl ${origin}${base}/leads/dearchive`,
    `  -H 'Authorization: Key=${key}'`,
    "  -H 'Content-Type: application/json'",
    "  -H 'Prefer: handling=dry-run'",
    `  -d '{"insert_leads": true, "delete_leads": true, "lead_ids": [1001]}'`,
  ].join(" \\\n");
}

/** Shows a new key in the response to its form. A redirect would have to store the secret in between. */
export function renderNewKey(page: Page, { id, key }: MadeKey, facts: NewKeyFacts): PageAnswer {
  const title = facts.old ? "API key rolled" : "API key created";
  return renderView(
    "keys/created",
    title,
    { ...facts, id, key, curl: curlOf(page, key) },
    { scripts: ["copy.js"], styles: STYLES },
  );
}
