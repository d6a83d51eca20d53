import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { MOST_LEADS } from "../../runs/collect.ts";
import { readLeadIds, UnreadableList } from "../../runs/leadIds.ts";
import { cutTo } from "../../vicidial/text.ts";
import type { Page } from "../adminPage.ts";
import type { PageAnswer } from "../answer.ts";
import { showCount, showCounted } from "../history/batchView.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { beginRun } from "../runs/begin.ts";
import { showFind } from "./find.ts";
import { readSearchForm } from "./searchForm.ts";

/** A longer name of a file is cut where it is kept. */
const MAX_NAME = 100;

/** A run of every lead that a search finds. */
export async function runOfSearch(page: Page): Promise<PageAnswer> {
  const form = readSearchForm(page.form);
  if (Object.keys(form.errors).length > 0 || Object.keys(form.search).length === 0)
    return showFind(page, { form });
  return beginRun(page, { direction: "dearchive", source: { kind: "search", search: form.search } });
}

/** What a list names. */
interface ReadList {
  readonly ids: readonly number[];
  readonly invalid: number;
  readonly repeated: number;
  /** The column that was read for want of one named lead_id. */
  readonly supposed: string | undefined;
}

/** A long list is read beside calls, not in front of them. */
const PIECE_BYTES = 16 * 1024;

async function* piecesOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += PIECE_BYTES) {
    yield content.subarray(start, start + PIECE_BYTES);
    await setImmediate();
  }
}

async function readList(content: Buffer): Promise<ReadList> {
  const ids = new Set<number>();
  let [invalid, repeated] = [0, 0];
  let supposed: string | undefined;
  const stop = new AbortController();
  const lines = readLeadIds(Readable.from(piecesOf(content)), stop.signal, (column) => {
    supposed = column;
  });
  for await (const line of lines) {
    const leadId = "leadId" in line ? parseLeadId(String(line.leadId)) : undefined;
    if (leadId === undefined) invalid += 1;
    else if (ids.has(leadId)) repeated += 1;
    else ids.add(leadId);
    // What is more than a run takes is refused, however much more it is.
    if (ids.size > MOST_LEADS || invalid + repeated > MOST_LEADS) break;
  }
  return { ids: [...ids].sort((one, other) => one - other), invalid, repeated, supposed };
}

/** What a person should know of a list that was taken. */
function listNotice({ invalid, repeated, supposed }: ReadList): string | null {
  const parts = [
    ...(supposed === undefined
      ? []
      : [`There is no column lead_id, so the first one was read (“${supposed.slice(0, 40)}”).`]),
    ...(repeated > 0 ? [`${showCounted(repeated, "line")} named a lead again.`] : []),
    ...(invalid > 0 ? [`${showCounted(invalid, "line")} named no lead, and was skipped.`] : []),
  ];
  return parts.length > 0 ? parts.join(" ") : null;
}

/** Why no run is made of a list; undefined where one is. */
function listProblem({ ids, invalid, repeated }: ReadList): string | undefined {
  if (ids.length > MOST_LEADS)
    return `The list names more leads than the ${showCount(MOST_LEADS)} that a run takes: cut it into several.`;
  if (invalid + repeated > MOST_LEADS)
    return "Most lines of the list name no lead, or one that another line names: look at what is in it.";
  return ids.length > 0 ? undefined : "No line of the list names a lead id.";
}

/** What was pasted is CSV where its first line names the column; else ids, with anything between them. */
function linesOf(pasted: string): Buffer {
  const [first = ""] = pasted.split("\n");
  const isCsv = /\blead[ _-]?id\b/i.test(first);
  return Buffer.from(isCsv ? pasted : ["lead_id", ...pasted.split(/[\s,;]+/)].join("\n"));
}

/** A run of the leads of a file, or of pasted ids. */
export async function runOfList(page: Page): Promise<PageAnswer> {
  const pasted = page.form.get("ids")?.trim() ?? "";
  const upload = page.upload ?? (pasted === "" ? null : { name: "pasted ids", content: linesOf(pasted) });
  const refuse = (message: string) =>
    showFind(page, { errors: { [page.upload ? "file" : "ids"]: message }, pasted });
  if (!upload) return showFind(page, { errors: { file: "Choose a file, or paste ids." } });
  try {
    const list = await readList(upload.content);
    const problem = listProblem(list);
    if (problem !== undefined) return refuse(problem);
    const { ids, invalid, repeated } = list;
    const name = cutTo(upload.name, MAX_NAME);
    const source = { kind: "list", name, invalid, repeated } as const;
    return beginRun(page, { direction: "dearchive", source, leadIds: ids }, listNotice(list));
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return refuse(`${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`);
  }
}
