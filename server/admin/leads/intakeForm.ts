import { type LayoutChoice, type ListLayout, MATCH_COLUMNS } from "../../runs/list/index.ts";

/** Separators by their names in the form. */
export const DELIMITERS: Readonly<Record<string, { readonly value: string | null; readonly label: string }>> =
  {
    none: { value: null, label: "None: one value per line" },
    comma: { value: ",", label: "Comma ," },
    semicolon: { value: ";", label: "Semicolon ;" },
    tab: { value: "\t", label: "Tab" },
    pipe: { value: "|", label: "Vertical bar |" },
  };

const FIELDS = ["delimiter", "heading", "column", "match", "between"] as const;

/** What a person chose about a list, by field; empty where nothing was chosen yet. */
export type IntakeFields = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

export interface IntakeChoice {
  readonly fields: IntakeFields;
  readonly layout: LayoutChoice;
  readonly between: string | undefined;
}

/** A separator's name in the form; a rare one, which `sep=` declared, stands for itself. */
export function delimiterField(delimiter: ListLayout["delimiter"]): string {
  return Object.entries(DELIMITERS).find(([, { value }]) => value === delimiter)?.[0] ?? delimiter ?? "none";
}

function parseDelimiter(text: string | undefined): LayoutChoice["delimiter"] {
  if (text === undefined) return undefined;
  if (Object.hasOwn(DELIMITERS, text)) return DELIMITERS[text]?.value;
  return /^[^\w\r\n"]$/.test(text) ? text : undefined;
}

/** Reads the choices of an address, or of a posted form. Nonsense counts as not chosen. Pure. */
export function readIntakeChoice(query: URLSearchParams): IntakeChoice {
  const fields: IntakeFields = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = query.get(field)?.slice(0, 20) ?? "";
      return value === "" ? [] : [[field, value]];
    }),
  );
  const { delimiter, heading, column, match, between } = fields;
  return {
    fields,
    between,
    layout: {
      delimiter: parseDelimiter(delimiter),
      hasHeading: heading === "yes" ? true : heading === "no" ? false : undefined,
      column: /^\d{1,4}$/.test(column ?? "") ? column : undefined,
      match: MATCH_COLUMNS.find((each) => each === match),
    },
  };
}
