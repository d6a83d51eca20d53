import type { DuplicateFilter } from "../../../history/duplicateFilter.ts";
import { phrase } from "../../../lib/phrase.ts";
import { fieldError, readFields } from "../../shell/formFields.ts";

type FilterField = "copies" | "list" | "column";

/** A field for partials/field.ejs. */
interface Field {
  readonly name: FilterField;
  readonly label: string;
  readonly value: string;
  readonly type?: "select";
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Values of the choice between equal and differing copies. */
const COPIES_CHOICES = [
  { value: "", label: phrase("All") },
  { value: "differ", label: phrase("Copies differ") },
  { value: "equal", label: phrase("Copies are equal") },
] as const;

/** The filter of leads in both tables: the values as typed, the errors, and the parsed filter. */
export function readBothFilter(query: URLSearchParams) {
  const { values, errors, found } = readFields<FilterField, DuplicateFilter>(query, {
    copies: (text) => (text === "equal" || text === "differ" ? { isEqual: text === "equal" } : {}),
    list: (text) =>
      /^\d{1,14}$/.test(text)
        ? { listId: Number(text) }
        : fieldError(phrase("Enter the id of a list, such as 1001.")),
    column: (text) =>
      /^\w{1,64}$/.test(text)
        ? { column: text }
        : fieldError(phrase("Enter the name of a column, such as status.")),
  });
  const attributes = { autocomplete: "off", spellcheck: "false" };
  const fields: readonly Field[] = [
    {
      name: "copies",
      label: phrase("Copies"),
      type: "select",
      options: COPIES_CHOICES,
      value: values.copies,
    },
    {
      name: "list",
      label: phrase("List"),
      value: values.list,
      attributes: { ...attributes, inputmode: "numeric" },
    },
    { name: "column", label: phrase("Column that differs"), value: values.column, attributes },
  ];
  return { values, errors, filter: found, fields };
}
