import { counted, type PageText, type Phrase, phrase, term, verbatim } from "../../lib/phrase.ts";
import {
  faultText,
  GROUPED_DIGITS,
  type ListLayout,
  type OpenedList,
  SEPARATE_IDS,
} from "../../runs/list/index.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { showCount } from "../history/batchView.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import type { Intake, OpenedUpload } from "./intake.ts";
import { DELIMITERS, delimiterField, type IntakeFields } from "./intakeForm.ts";

const SHOWN_ROWS = 5;
const SHOWN_COLUMNS = 7;
const SHOWN_CHARACTERS = 40;
const COLUMN_CHARACTERS = 30;

const MATCH_LABELS: Readonly<Record<ListLayout["match"], string>> = {
  lead_id: phrase("Lead ids"),
  vendor_lead_code: phrase("Vendor lead codes"),
  phone_number: phrase("Phone numbers"),
};

/** What is read, within a sentence. */
const MATCH_TERMS: Readonly<Record<ListLayout["match"], string>> = {
  lead_id: phrase("lead ids"),
  vendor_lead_code: phrase("vendor lead codes"),
  phone_number: phrase("phone numbers"),
};

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function columnLabel({ names }: ListLayout, index: number): Phrase {
  const name = names[index]?.trim() ?? "";
  return name === "" ? phrase("Column %1s", index + 1) : verbatim(shorten(name, COLUMN_CHARACTERS));
}

/** Returns the first rows with the columns that fit. The chosen column is always included. */
function previewOf({ layout, sample }: OpenedList) {
  const all = Array.from({ length: layout.width }, (_, index) => index);
  const columns = all.filter((index) => index < SHOWN_COLUMNS || index === layout.column);
  const rows = sample
    .filter(({ lines: [line], fault }) => fault === undefined && (line?.number ?? 0) >= layout.firstLine)
    .slice(0, SHOWN_ROWS)
    .map(({ lines: [line], cells }) => ({
      line: line?.number,
      cells: columns.map((index) => ({
        text: shorten(cells[index] ?? "", SHOWN_CHARACTERS),
        label: columnLabel(layout, index),
        isChosen: index === layout.column,
      })),
    }));
  const headings = columns.map((index) => ({
    name: columnLabel(layout, index),
    isChosen: index === layout.column,
  }));
  return { headings, rows, hidden: layout.width - columns.length };
}

/** Fields that describe the layout of a CSV list. */
function columnFields({ layout }: OpenedList) {
  const delimiter = delimiterField(layout.delimiter);
  const known = Object.entries(DELIMITERS).map(([value, { label }]) => ({ value, label }));
  const rare = Object.hasOwn(DELIMITERS, delimiter) ? [] : [{ value: delimiter, name: delimiter }];
  return [
    {
      name: "delimiter",
      label: phrase("Separator"),
      type: "select",
      value: delimiter,
      options: [...known, ...rare],
    },
    {
      name: "heading",
      label: phrase("First line"),
      type: "select",
      value: layout.headingLine === undefined ? "no" : "yes",
      options: [
        { value: "yes", label: phrase("Column names") },
        { value: "no", label: phrase("First lead") },
      ],
    },
    {
      name: "column",
      label: phrase("Column to read"),
      type: "select",
      value: String(layout.column + 1),
      options: Array.from({ length: layout.width }, (_, index) => ({
        value: String(index + 1),
        label: phrase("%1s: %2s", index + 1, columnLabel(layout, index)),
      })),
    },
    {
      name: "match",
      label: phrase("Column contains"),
      type: "select",
      value: layout.match,
      options: Object.entries(MATCH_LABELS).map(([value, label]) => ({ value, label })),
    },
  ];
}

/** Field for pasted ids with ambiguous separators. */
function pastedFields({ between }: IntakeFields) {
  return [
    {
      name: "between",
      label: phrase("Commas and spaces between digits"),
      type: "select",
      value: between ?? SEPARATE_IDS,
      options: [
        { value: SEPARATE_IDS, label: phrase("Separate the lead ids") },
        { value: GROUPED_DIGITS, label: phrase("Group the digits of one number (refused)") },
      ],
    },
  ];
}

/** Returns why the list cannot become a run, or undefined when it can. */
export function intakeProblem(
  { list, chosen, isUnmatchable }: OpenedUpload,
  intake: Intake,
): PageText | undefined {
  const { match } = list.layout;
  if (isUnmatchable)
    return phrase(
      "%1s has no index on %2s. Choose another column, or add an index to this table.",
      chosen.table,
      match,
    );
  if (intake.ids.length > MOST_LEADS)
    return phrase(
      "A run can include at most %1s leads. Split the list into several lists.",
      showCount(MOST_LEADS),
    );
  if (intake.repeated + intake.refused > MOST_LEADS)
    return phrase("Most lines of the list name no lead, or repeat one. Check the column and the separator.");
  if (intake.ids.length > 0) return undefined;
  return match === "lead_id"
    ? phrase("The list contains no lead ids. Choose another list.")
    : chosen.texts.noMatch;
}

/** Builds the view of an uploaded list. */
export function intakeView(opened: OpenedUpload, intake: Intake, fields: IntakeFields) {
  const { list, upload, chosen } = opened;
  const { layout } = list;
  const isPasted = upload.kind === "pasted" && layout.names.length === 0;
  const units = isPasted
    ? { read: phrase("Values"), repeated: phrase("Repeated values"), refused: phrase("Refused values") }
    : { read: phrase("Lines"), repeated: phrase("Repeated lines"), refused: phrase("Refused lines") };
  return {
    name: upload.name,
    path: `/leads/list/${upload.id}`,
    doubt: list.doubt ?? null,
    problem: list.doubt === undefined ? (intakeProblem(opened, intake) ?? null) : null,
    columnName: layout.width > 1 || layout.names.length > 0 ? columnLabel(layout, layout.column) : null,
    matchLabel: term(MATCH_TERMS[layout.match]),
    preview: isPasted ? null : previewOf(list),
    fields: isPasted
      ? list.doubt !== undefined || fields.between !== undefined
        ? pastedFields(fields)
        : []
      : columnFields(list),
    chosen: isPasted
      ? fields
      : {
          ...chosen.fields,
          ...Object.fromEntries(columnFields(list).map(({ name, value }) => [name, value])),
        },
    tableFields: chosen.fields,
    findQuery: fieldsQuery({}, chosen.fields),
    counts: [
      { label: units.read, count: showCount(intake.lines) },
      {
        label: layout.match === "lead_id" ? phrase("Lead ids") : phrase("Leads found"),
        count: showCount(intake.ids.length),
      },
      { label: units.repeated, count: showCount(intake.repeated) },
      { label: units.refused, count: showCount(intake.refused) },
    ],
    refusedTitle: units.refused,
    checkLabel: counted(intake.ids.length, phrase("Check 1 lead"), phrase("Check %1s leads")),
    refusedQuery: fieldsQuery(fields),
    refused: showCount(intake.refused),
    refusals: intake.refusals.map((entry) => ({
      line: showCount(entry.line),
      text: shorten(entry.text.replace(/\p{Cc}/gu, "�"), SHOWN_CHARACTERS),
      reason: faultText(entry.fault, layout, chosen.direction),
    })),
  };
}
