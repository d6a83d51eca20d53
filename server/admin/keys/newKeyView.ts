import type { MadeKey } from "../../keys/keyStore.ts";
import type { When } from "../format/shownTime.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { STYLES } from "./keyLabels.ts";

/** What the page of a new key tells beside the key. */
export interface MadeFacts {
  readonly label: string;
  readonly user: string;
  /** The key in whose place the new one is, and until when that goes on. */
  readonly old: { readonly id: number; readonly until: When; readonly isOver: boolean } | null;
}

/** A first call that changes nothing, to be pasted into a shell. A key has no character that a shell would read. */
function curlOf({ origin, base }: Page, key: string): string {
  return [
    `curl ${origin}${base}/leads/dearchive`,
    `  -H 'Authorization: Key=${key}'`,
    "  -H 'Content-Type: application/json'",
    "  -H 'Prefer: handling=dry-run'",
    `  -d '{"insert_leads": true, "delete_leads": true, "lead_ids": [1001]}'`,
  ].join(" \\\n");
}

/**
 * The one page that shows a key: the answer to the form itself, kept nowhere. Going on to another page, as after other
 * changes, would need a place to leave the key meanwhile.
 */
export function showMade(page: Page, { id, key }: MadeKey, facts: MadeFacts): PageAnswer {
  const title = facts.old ? "The key was rolled" : "The key was made";
  return renderView(
    "keys/made",
    title,
    { ...facts, id, key, curl: curlOf(page, key) },
    { scripts: ["copy.js"], styles: STYLES },
  );
}
