import type { Knex } from "knex";

/** Binds rows to `VALUES ?`: mysql2 writes a nested array as a list of rows, which knex's types do not know. */
export function rowList(rows: readonly (readonly (string | number | null)[])[]): Knex.RawBinding {
  return rows as unknown as Knex.RawBinding;
}
