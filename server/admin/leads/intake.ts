import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import {
  type MatchedEntry,
  matchEntries,
  type OpenedList,
  openLeadList,
  openPastedIds,
  UnreadableList,
} from "../../runs/list/index.ts";
import type { ListUpload } from "../../runs/store/listUploads.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";
import type { ChosenTable } from "./chosenTable.ts";
import type { IntakeChoice } from "./intakeForm.ts";
import { asSentence } from "./receiveList.ts";

/** Refused lines shown on the page. The CSV download has all of them. */
export const SHOWN_REFUSALS = 10;
/** Entries read before yielding to the event loop, so that a long list does not block other requests. */
const ENTRIES_PER_TURN = 1000;

export type RefusedLine = Extract<MatchedEntry, { readonly fault: string }>;

/** The leads of a list, and counts of its lines. */
export interface Intake {
  readonly ids: readonly number[];
  /** Lines that are not empty, without the heading. */
  readonly lines: number;
  /** Lines that name only leads of earlier lines. */
  readonly repeated: number;
  readonly refused: number;
  /** The first SHOWN_REFUSALS refused lines. */
  readonly refusals: readonly RefusedLine[];
}

/** An uploaded list with its layout and entries. */
export interface OpenedUpload {
  readonly upload: ListUpload;
  readonly chosen: ChosenTable;
  readonly list: OpenedList;
  /** The table has no index on the column that leads are matched by. */
  readonly isUnmatchable: boolean;
  entries(): AsyncGenerator<MatchedEntry>;
}

/** Reads the upload named in the URL. @throws PageError page_not_found */
async function findUpload(page: Page): Promise<ListUpload> {
  const id = page.params["id"] ?? "";
  const owner = { customer: page.customer.name, user: page.user.user };
  const upload = await page.customer.stores.listUploads.find(id, owner, page.now);
  return upload ?? refusePage({ code: "page_not_found" });
}

/**
 * Opens an uploaded list.
 *
 * @throws PageError page_not_found
 * @throws UnreadableList when the chosen layout does not fit the list
 */
export async function openUpload(
  page: Page,
  { layout, between, chosen }: IntakeChoice,
): Promise<OpenedUpload> {
  const upload = await findUpload(page);
  const { listUploads, leadTables } = page.customer.stores;
  const { matcher } = leadTables[chosen.table];
  const content = () => Readable.from(listUploads.contentOf(upload.id));
  const { signal } = new AbortController();
  const list =
    upload.kind === "pasted"
      ? await openPastedIds(await text(content()), content(), layout, between, signal)
      : await openLeadList(content(), layout, signal);
  const { match } = list.layout;
  const scope = await page.customer.lists.scopeOf(page.user.allowedCampaigns);
  return {
    upload,
    chosen,
    list,
    isUnmatchable: match !== "lead_id" && !(await matcher.canMatch(match)),
    entries: () => matchEntries(list.entries(), match, { matcher, scope }),
  };
}

/** Collects the leads of a list, up to the limit of a run. @throws UnreadableList */
export async function readIntake(entries: AsyncIterable<MatchedEntry>): Promise<Intake> {
  const ids = new Set<number>();
  const refusals: RefusedLine[] = [];
  let [lines, repeated, refused] = [0, 0, 0];
  for await (const entry of entries) {
    lines += 1;
    if (lines % ENTRIES_PER_TURN === 0) await setImmediate();
    if ("fault" in entry) {
      refused += 1;
      if (refusals.length < SHOWN_REFUSALS) refusals.push(entry);
    } else if (entry.leadIds.every((leadId) => ids.has(leadId))) repeated += 1;
    else for (const leadId of entry.leadIds) ids.add(leadId);
    // A list over the limit is refused, so its remaining entries do not matter.
    if (ids.size > MOST_LEADS || refused + repeated > MOST_LEADS) break;
  }
  return { ids: [...ids].sort((a, b) => a - b), lines, repeated, refused, refusals };
}

/** Returns the result of `work`, or a sentence that says why the list is unreadable. */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T | { readonly unreadable: string }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return { unreadable: asSentence(error) };
  }
}
