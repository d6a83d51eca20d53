import { command, map, query, type Script } from "./script.ts";

/** The server's limit. */
const MAX_NAME_LENGTH = 64;

/**
 * Takes a named lock of the server; returns whether it was acquired in time. The lock belongs to the connection, not to a
 * transaction, and ends with the connection: a killed process leaves none behind.
 *
 * @param waitSeconds maximum wait in seconds
 */
export function takeNamedLock(name: string, waitSeconds: number): Script<boolean> {
  const bindings = [name.slice(0, MAX_NAME_LENGTH), waitSeconds];
  return map(
    query<{ got: number | null }>("SELECT GET_LOCK(?, ?) AS got", bindings),
    ([row]) => row?.got === 1,
  );
}

/** Releases a lock of the connection. */
export function releaseNamedLock(name: string): Script<undefined> {
  return command("DO RELEASE_LOCK(?)", [name.slice(0, MAX_NAME_LENGTH)]);
}
