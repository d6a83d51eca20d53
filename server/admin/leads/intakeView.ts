import {
  faultText,
  GROUPED_DIGITS,
  type ListLayout,
  type OpenedList,
  SEPARATE_IDS,
} from "../../runs/list/index.ts";
import { MOST_LEADS } from "../../runs/work/leadCollector.ts";
import { showCount, showCounted } from "../history/batchView.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import type { Intake, OpenedUpload } from "./intake.ts";
import { DELIMITERS, delimiterField, type IntakeFields } from "./intakeForm.ts";

const SHOWN_ROWS = 5;
const SHOWN_COLUMNS = 7;
const SHOWN_CHARACTERS = 40;
const COLUMN_CHARACTERS = 30;

const MATCH_LABELS: Readonly<Record<ListLayout["match"], string>> = {
  lead_id: "Lead ids",
  vendor_lead_code: "Vendor lead codes",
  phone_number: "Phone numbers",
};

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function columnLabel({ names }: ListLayout, index: number): string {
  const name = names[index]?.trim() ?? "";
  return name === "" ? `Column ${index + 1}` : shorten(name, COLUMN_CHARACTERS);
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
  const rare = Object.hasOwn(DELIMITERS, delimiter) ? [] : [{ value: delimiter, label: delimiter }];
  return [
    { name: "delimiter", label: "Separator", type: "select", value: delimiter, options: [...known, ...rare] },
    {
      name: "heading",
      label: "First line",
      type: "select",
      value: layout.headingLine === undefined ? "no" : "yes",
      options: [
        { value: "yes", label: "Column names" },
        { value: "no", label: "First lead" },
      ],
    },
    {
      name: "column",
      label: "Column to read",
      type: "select",
      value: String(layout.column + 1),
      options: Array.from({ length: layout.width }, (_, index) => ({
        value: String(index + 1),
        label: `${index + 1}: ${columnLabel(layout, index)}`,
      })),
    },
    {
      name: "match",
      label: "Column contains",
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
      label: "Commas and spaces between digits",
      type: "select",
      value: between ?? SEPARATE_IDS,
      options: [
        { value: SEPARATE_IDS, label: "Separate the lead ids" },
        { value: GROUPED_DIGITS, label: "Group the digits of one number (refused)" },
      ],
    },
  ];
}

/** Returns why the list cannot become a run, or undefined when it can. */
export function intakeProblem({ list, isUnmatchable }: OpenedUpload, intake: Intake): string | undefined {
  const { match } = list.layout;
  if (isUnmatchable)
    return `The archive has no index on ${match}. Choose another column, or add an index to vicidial_list_archive.`;
  if (intake.ids.length > MOST_LEADS)
    return `A run can include at most ${showCount(MOST_LEADS)} leads. Split the list into several lists.`;
  if (intake.repeated + intake.refused > MOST_LEADS)
    return "Most lines of the list name no lead, or repeat one. Check the column and the separator.";
  if (intake.ids.length > 0) return undefined;
  return match === "lead_id"
    ? "The list contains no lead ids. Choose another list."
    : "The list matches no archived leads. Check what the column contains.";
}

/** Builds the view of an uploaded list. */
export function intakeView(opened: OpenedUpload, intake: Intake, fields: IntakeFields) {
  const { list, upload } = opened;
  const { layout } = list;
  const isPasted = upload.kind === "pasted" && layout.names.length === 0;
  const [unit, units] = isPasted ? ["value", "Values"] : ["line", "Lines"];
  return {
    name: upload.name,
    path: `/leads/list/${upload.id}`,
    doubt: list.doubt ?? null,
    problem: list.doubt === undefined ? (intakeProblem(opened, intake) ?? null) : null,
    columnName: layout.width > 1 || layout.names.length > 0 ? columnLabel(layout, layout.column) : null,
    matchLabel: MATCH_LABELS[layout.match].toLowerCase(),
    preview: isPasted ? null : previewOf(list),
    fields: isPasted
      ? list.doubt !== undefined || fields.between !== undefined
        ? pastedFields(fields)
        : []
      : columnFields(list),
    chosen: isPasted
      ? fields
      : Object.fromEntries(columnFields(list).map(({ name, value }) => [name, value])),
    counts: [
      { label: units, count: showCount(intake.lines) },
      { label: layout.match === "lead_id" ? "Lead ids" : "Leads found", count: showCount(intake.ids.length) },
      { label: `Repeated ${unit}s`, count: showCount(intake.repeated) },
      { label: `Refused ${unit}s`, count: showCount(intake.refused) },
    ],
    refusedTitle: `Refused ${unit}s`,
    leads: showCounted(intake.ids.length, "lead"),
    refusedQuery: fieldsQuery(fields),
    refused: showCount(intake.refused),
    refusals: intake.refusals.map((entry) => ({
      line: showCount(entry.line),
      text: shorten(entry.text.replace(/\p{Cc}/gu, "�"), SHOWN_CHARACTERS),
      reason: faultText(entry.fault, layout),
    })),
  };
}
