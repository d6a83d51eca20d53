import { phrase } from "../../lib/phrase.ts";
import { type LayoutChoice, type ListLayout, MATCH_COLUMNS } from "../../runs/list/index.ts";
import { type ChosenTable, chosenTable } from "./chosenTable.ts";

/** Separators by their form values. */
export const DELIMITERS: Readonly<Record<string, { readonly value: string | null; readonly label: string }>> =
  {
    none: { value: null, label: phrase("None: one value per line") },
    comma: { value: ",", label: phrase("Comma") },
    semicolon: { value: ";", label: phrase("Semicolon") },
    tab: { value: "\t", label: phrase("Tab") },
    pipe: { value: "|", label: phrase("Vertical bar") },
  };

const FIELDS = ["delimiter", "heading", "column", "match", "between", "in"] as const;

/** The user's choices, by field. Without the fields that have no choice yet. */
export type IntakeFields = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

export interface IntakeChoice {
  /** Where the leads of the list are looked for. */
  readonly chosen: ChosenTable;
  readonly fields: IntakeFields;
  readonly layout: LayoutChoice;
  readonly between: string | undefined;
}

/** Returns the form value of a separator. A rare one, declared by `sep=`, is its own value. */
export function delimiterField(delimiter: ListLayout["delimiter"]): string {
  return Object.entries(DELIMITERS).find(([, { value }]) => value === delimiter)?.[0] ?? delimiter ?? "none";
}

function parseDelimiter(text: string | undefined): LayoutChoice["delimiter"] {
  if (text === undefined) return undefined;
  if (Object.hasOwn(DELIMITERS, text)) return DELIMITERS[text]?.value;
  return /^[^\w\r\n"]$/.test(text) ? text : undefined;
}

/** Parses the choices. Ignores invalid values. */
export function readIntakeChoice(query: URLSearchParams): IntakeChoice {
  const fields: IntakeFields = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = query.get(field)?.slice(0, 20) ?? "";
      return value === "" ? [] : [[field, value]];
    }),
  );
  const { delimiter, heading, column, match, between } = fields;
  return {
    chosen: chosenTable(query),
    fields,
    between,
    layout: {
      delimiter: parseDelimiter(delimiter),
      hasHeading: heading === "yes" ? true : heading === "no" ? false : undefined,
      column: /^\d{1,4}$/.test(column ?? "") ? column : undefined,
      match: MATCH_COLUMNS.find((column) => column === match),
    },
  };
}
