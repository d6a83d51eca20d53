import type { Dialect } from "../../http/requestState.ts";
import type { Content, Schema } from "./types.ts";

/** How the parts of the document name its schemas. */

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** One of several schemas, or the only one. */
export function anyRef(names: readonly string[]): Schema {
  const [first = "", ...others] = names;
  return others.length === 0 ? ref(first) : { oneOf: names.map(ref) };
}

/** How the schemas of each response format are called. */
const PREFIXES: Readonly<Record<Dialect, string>> = {
  current: "",
  http_code: "HttpCode",
  status_code: "StatusCode",
};

export const refusalName = (dialect: Dialect): string => `${PREFIXES[dialect]}Refusal`;
export const resultName = (dialect: Dialect, result: string): string => `${PREFIXES[dialect]}${result}`;

export const json = (schema: Schema, example?: unknown): Content => ({
  "application/json": { schema, ...(example !== undefined && { example }) },
});
