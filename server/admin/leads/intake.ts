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
import { MOST_LEADS } from "../../runs/work/leadCollector.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";
import type { IntakeChoice } from "./intakeForm.ts";
import { asSentence } from "./receiveList.ts";

/** Refused lines that the page shows; the file has them all. */
export const SHOWN_REFUSALS = 10;
/** Entries after which requests of others are served: a long list is read beside them. */
const ENTRIES_AT_ONCE = 1000;

export type RefusedLine = Extract<MatchedEntry, { readonly fault: string }>;

/** What a list says, read as a person chose. */
export interface Intake {
  readonly ids: readonly number[];
  /** Lines with something in them, without the heading. */
  readonly lines: number;
  /** Lines that name only leads which earlier lines name. */
  readonly repeated: number;
  readonly refused: number;
  /** The first of them. */
  readonly refusals: readonly RefusedLine[];
}

/** A list as it is read, with its entries. */
export interface OpenedUpload {
  readonly upload: ListUpload;
  readonly list: OpenedList;
  /** Whether leads are matched by a column that the archive has no index for. */
  readonly isUnmatchable: boolean;
  entries(): AsyncGenerator<MatchedEntry>;
}

/** The list that the address names. @throws PageError page_not_found */
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
 * @throws UnreadableList where it cannot be read in the chosen way
 */
export async function openUpload(page: Page, { layout, between }: IntakeChoice): Promise<OpenedUpload> {
  const upload = await findUpload(page);
  const { listUploads, archiveMatcher } = page.customer.stores;
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
    list,
    isUnmatchable: match !== "lead_id" && !(await archiveMatcher.canMatch(match)),
    entries: () => matchEntries(list.entries(), match, { matcher: archiveMatcher, scope }),
  };
}

/** Reads what a list names, up to what a run takes. @throws UnreadableList */
export async function readIntake(entries: AsyncIterable<MatchedEntry>): Promise<Intake> {
  const ids = new Set<number>();
  const refusals: RefusedLine[] = [];
  let [lines, repeated, refused] = [0, 0, 0];
  for await (const entry of entries) {
    lines += 1;
    if (lines % ENTRIES_AT_ONCE === 0) await setImmediate();
    if ("fault" in entry) {
      refused += 1;
      if (refusals.length < SHOWN_REFUSALS) refusals.push(entry);
    } else if (entry.leadIds.every((leadId) => ids.has(leadId))) repeated += 1;
    else for (const leadId of entry.leadIds) ids.add(leadId);
    // What is more than a run takes is refused, however much more it is.
    if (ids.size > MOST_LEADS || refused + repeated > MOST_LEADS) break;
  }
  return { ids: [...ids].sort((one, other) => one - other), lines, repeated, refused, refusals };
}

/** The result of `work`, or why the list cannot be read, in a sentence. */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T | { readonly unreadable: string }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return { unreadable: asSentence(error) };
  }
}
