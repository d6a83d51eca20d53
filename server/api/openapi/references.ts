import type { Dialect } from "../../http/requestState.ts";
import type { Content, Schema } from "./types.ts";

/** Names of the document's schemas, and references to them. */

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** References one of several schemas, or the only one. */
export function anyRef(names: readonly string[]): Schema {
  const [first = "", ...others] = names;
  return others.length === 0 ? ref(first) : { oneOf: names.map(ref) };
}

/** Prefixes of schema names. */
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
