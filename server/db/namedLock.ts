import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** The server's limit. */
const MAX_NAME_LENGTH = 64;

/** A lock that is taken twice would have to be released twice. */
const TAKE = "SELECT IF(IS_USED_LOCK(?) = CONNECTION_ID(), 1, GET_LOCK(?, ?)) AS got";

/**
 * Takes a named lock of the server, unless the connection has it already. It belongs to the connection, not to a transaction, and
 * ends with the connection: a killed process leaves none behind.
 *
 * @param waitSeconds maximum wait in seconds
 * @returns whether the lock was acquired in time
 */
export async function takeNamedLock(connection: Knex, name: string, waitSeconds: number): Promise<boolean> {
  const shortened = name.slice(0, MAX_NAME_LENGTH);
  const rows = await queryRows<{ got: number | null }>(connection, TAKE, [shortened, shortened, waitSeconds]);
  return rows[0]?.got === 1;
}

/** Releases a lock of this connection. */
export async function releaseNamedLock(connection: Knex, name: string): Promise<void> {
  await connection.raw("DO RELEASE_LOCK(?)", [name.slice(0, MAX_NAME_LENGTH)]);
}
