import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** The server's limit. */
const MAX_NAME_LENGTH = 64;

/**
 * Takes a named lock of the server. It belongs to the connection, not to a transaction, and ends with the connection: a killed
 * process leaves none behind.
 *
 * @param waitSeconds maximum wait in seconds
 * @returns whether the lock was acquired in time
 */
export async function takeNamedLock(connection: Knex, name: string, waitSeconds: number): Promise<boolean> {
  const rows = await queryRows<{ got: number | null }>(connection, "SELECT GET_LOCK(?, ?) AS got", [
    name.slice(0, MAX_NAME_LENGTH),
    waitSeconds,
  ]);
  return rows[0]?.got === 1;
}

/** Releases a lock of this connection. */
export async function releaseNamedLock(connection: Knex, name: string): Promise<void> {
  await connection.raw("DO RELEASE_LOCK(?)", [name.slice(0, MAX_NAME_LENGTH)]);
}
