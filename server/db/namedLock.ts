import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** The server refuses longer names. */
const MAX_NAME_LENGTH = 64;

/**
 * Takes a named lock of the server for this connection, waiting at most `waitSeconds`. It belongs to the
 * connection, not to a transaction, and goes with it: a killed process leaves none behind.
 *
 * @returns whether the lock was had in time
 */
export async function takeNamedLock(connection: Knex, name: string, waitSeconds: number): Promise<boolean> {
  const rows = await queryRows<{ got: number | null }>(connection, "SELECT GET_LOCK(?, ?) AS got", [
    name.slice(0, MAX_NAME_LENGTH),
    waitSeconds,
  ]);
  return rows[0]?.got === 1;
}

/** Gives back a lock of this connection. */
export async function releaseNamedLock(connection: Knex, name: string): Promise<void> {
  await connection.raw("DO RELEASE_LOCK(?)", [name.slice(0, MAX_NAME_LENGTH)]);
}
