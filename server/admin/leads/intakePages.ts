import { counted, type PageText, phrase, sentences } from "../../lib/phrase.ts";
import { faultText } from "../../runs/list/index.ts";
import { csvStream } from "../format/csv.ts";
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

const EMPTY_INTAKE: Intake = { ids: [], lines: 0, repeated: 0, refused: 0, refusals: [] };

async function readUpload(page: Page, choice: IntakeChoice): Promise<ReadUpload> {
  const opened = await openUpload(page, choice);
  // Counts would mislead while the layout is in doubt.
  const isClear = opened.list.doubt === undefined && !opened.isUnmatchable;
  const intake = isClear ? await readIntake(opened.entries()) : EMPTY_INTAKE;
  return { opened, intake };
}

function showIntake({ opened, intake }: ReadUpload, { fields }: IntakeChoice, status = 200): PageAnswer {
  const view = intakeView(opened, intake, fields);
  return renderView(
    "leads/intake",
    phrase("Check list"),
    { intake: view, errors: {} },
    { status, styles: RUN_STYLES },
  );
}

/** Shows how a list was read, its leads, and the form to read it differently. */
export async function intakePage(page: Page): Promise<PageAnswer> {
  const choice = readIntakeChoice(page.query);
  const read = await orUnreadable(() => readUpload(page, choice));
  return "unreadable" in read
    ? showFind(page, { errors: { file: read.unreadable } })
    : showIntake(read, choice);
}

/** Downloads all refused lines of a list. */
export async function refusedLines(page: Page): Promise<PageAnswer> {
  const opened = await orUnreadable(() => openUpload(page, readIntakeChoice(page.query)));
  if ("unreadable" in opened) return showFind(page, { errors: { file: opened.unreadable } });
  async function* rows() {
    if ("unreadable" in opened || opened.isUnmatchable) return;
    const { list, chosen } = opened;
    for await (const entry of opened.entries())
      if ("fault" in entry)
        yield [entry.line, entry.text, String(faultText(entry.fault, list.layout, chosen.direction))];
  }
  return download(
    "refused-lines.csv",
    "text/csv; charset=utf-8",
    csvStream(["line", "value", "reason"], rows()),
  );
}

/** Notice about the list, shown on the page of its new run. */
function listNotice({ repeated, refused }: Intake): PageText | null {
  const repeats = counted(repeated, phrase("1 line repeated a lead."), phrase("%1s lines repeated a lead."));
  const refusals = counted(
    refused,
    phrase("1 line named no lead and was ignored."),
    phrase("%1s lines named no lead and were ignored."),
  );
  if (repeated > 0 && refused > 0) return sentences(repeats, refusals);
  if (repeated > 0) return repeats;
  return refused > 0 ? refusals : null;
}

/** Creates a run from a list, with the layout that the page showed. */
export async function runOfList(page: Page): Promise<PageAnswer> {
  const choice = readIntakeChoice(page.form);
  const read = await orUnreadable(() => readUpload(page, choice));
  if ("unreadable" in read) return showFind(page, { errors: { file: read.unreadable } });
  const { opened, intake } = read;
  if (opened.list.doubt !== undefined || intakeProblem(opened, intake) !== undefined)
    return showIntake(read, choice, 422);
  const { ids, refused: invalid, repeated } = intake;
  const source = { kind: "list", name: opened.upload.name, invalid, repeated } as const;
  const answer = await beginRun(
    page,
    { direction: choice.chosen.direction, source, leadIds: ids },
    listNotice(intake),
  );
  await page.customer.stores.listUploads.remove(opened.upload.id);
  return answer;
}
