import { faultText } from "../../runs/list/index.ts";
import { csvStream } from "../format/csv.ts";
import { showCounted } from "../history/batchView.ts";
import { beginRun } from "../runs/createRun.ts";
import { RUN_STYLES } from "../runs/runContext.ts";
import type { Page } from "../shell/adminPage.ts";
import { download, type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { showFind } from "./findLeads.ts";
import { type Intake, type OpenedUpload, openUpload, orUnreadable, readIntake } from "./intake.ts";
import { type IntakeChoice, readIntakeChoice } from "./intakeForm.ts";
import { intakeProblem, intakeView } from "./intakeView.ts";

interface ReadUpload {
  readonly opened: OpenedUpload;
  readonly intake: Intake;
}

const NOTHING: Intake = { ids: [], lines: 0, repeated: 0, refused: 0, refusals: [] };

async function readUpload(page: Page, choice: IntakeChoice): Promise<ReadUpload> {
  const opened = await openUpload(page, choice);
  // Nothing is counted before it is clear how the list is read.
  const isClear = opened.list.doubt === undefined && !opened.isUnmatchable;
  const intake = isClear ? await readIntake(opened.entries()) : NOTHING;
  return { opened, intake };
}

function showIntake({ opened, intake }: ReadUpload, { fields }: IntakeChoice, status = 200): PageAnswer {
  const view = intakeView(opened, intake, fields);
  return renderView(
    "leads/intake",
    "Check the list",
    { intake: view, errors: {} },
    { status, styles: RUN_STYLES },
  );
}

/** How a list was read, what it names, and the choice to read it otherwise. */
export async function intakePage(page: Page): Promise<PageAnswer> {
  const choice = readIntakeChoice(page.query);
  const read = await orUnreadable(() => readUpload(page, choice));
  return "unreadable" in read
    ? showFind(page, { errors: { file: read.unreadable } })
    : showIntake(read, choice);
}

/** The refused lines of a list as a file, all of them. */
export async function refusedLines(page: Page): Promise<PageAnswer> {
  const opened = await orUnreadable(() => openUpload(page, readIntakeChoice(page.query)));
  if ("unreadable" in opened) return showFind(page, { errors: { file: opened.unreadable } });
  async function* rows() {
    if ("unreadable" in opened || opened.isUnmatchable) return;
    for await (const entry of opened.entries())
      if ("fault" in entry) yield [entry.line, entry.text, faultText(entry.fault, opened.list.layout)];
  }
  return download(
    "refused-lines.csv",
    "text/csv; charset=utf-8",
    csvStream(["line", "value", "reason"], rows()),
  );
}

/** What a person should still know of the list once its run is made. */
function listNotice({ repeated, refused }: Intake): string | null {
  const parts = [
    ...(repeated > 0 ? [`${showCounted(repeated, "line")} named a lead again.`] : []),
    ...(refused > 0
      ? [`${showCounted(refused, "line")} named no lead and ${refused === 1 ? "was" : "were"} skipped.`]
      : []),
  ];
  return parts.length > 0 ? parts.join(" ") : null;
}

/** Makes a run of the leads that a list names, read as the page showed it. */
export async function runOfList(page: Page): Promise<PageAnswer> {
  const choice = readIntakeChoice(page.form);
  const read = await orUnreadable(() => readUpload(page, choice));
  if ("unreadable" in read) return showFind(page, { errors: { file: read.unreadable } });
  const { opened, intake } = read;
  if (opened.list.doubt !== undefined || intakeProblem(opened, intake) !== undefined)
    return showIntake(read, choice, 422);
  const { ids, refused: invalid, repeated } = intake;
  const source = { kind: "list", name: opened.upload.name, invalid, repeated } as const;
  const answer = await beginRun(page, { direction: "dearchive", source, leadIds: ids }, listNotice(intake));
  await page.customer.stores.listUploads.remove(opened.upload.id);
  return answer;
}
