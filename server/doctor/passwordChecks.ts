import { performance } from "node:perf_hooks";
import type { Knex } from "knex";
import { createHasher, HashingFailed } from "../vicidial/bcrypt/index.ts";
import { createSystemSettings } from "../vicidial/systemSettings.ts";
import { listUsersWithoutHash } from "../vicidial/usersWithoutHash.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const CHECK = "passwords";
/** Users are hashed one after the other, so a slower hash makes them wait for each other. */
const SLOW_MS = 1_000;
const MAX_NAMED = 5;

/** Hashes a text as for a sign-in. Returns the time in ms. @throws HashingFailed */
async function timeHash(settings: { readonly key: string; readonly cost: number }): Promise<number> {
  const hasher = createHasher();
  try {
    const lane = { address: "", user: "" };
    // The first hash also starts the thread.
    await hasher.hash("doctor", settings, lane);
    const start = performance.now();
    await hasher.hash("doctor", settings, lane);
    return performance.now() - start;
  } finally {
    await hasher.close();
  }
}

function userFinding(users: readonly string[]): Finding {
  const named = users.slice(0, MAX_NAMED).join(", ");
  const more = users.length > MAX_NAMED ? ` and ${users.length - MAX_NAMED} more` : "";
  return warning(
    CHECK,
    `These users cannot sign in, because they have no hashed password: ${named}${more}. Set a new password for each in Vicidial's Users section.`,
  );
}

/**
 * Checks that sign-in works where Vicidial stores hashed passwords.
 *
 * @param slowMs time of a hash that is worth a warning
 */
export async function examinePasswords(
  db: Knex,
  vicidialDatabase: string,
  slowMs = SLOW_MS,
): Promise<readonly Finding[]> {
  const { hashesPasswords, hashing } = await createSystemSettings(db, vicidialDatabase)();
  if (!hashesPasswords) return [ok(CHECK, "Vicidial does not hash its users' passwords.")];
  let ms: number;
  try {
    ms = await timeHash(hashing);
  } catch (error) {
    if (!(error instanceof HashingFailed)) throw error;
    return [broken(CHECK, `Nobody can sign in to the pages: ${error.message}.`)];
  }
  if (ms > slowMs) {
    const seconds = (ms / 1000).toFixed(1);
    return [
      warning(
        CHECK,
        `Hashing one password takes ${seconds} s, so users wait for each other when they sign in. Lower Vicidial's pass_cost (now ${hashing.cost}), then set all passwords again.`,
      ),
    ];
  }
  const users = await listUsersWithoutHash(db, vicidialDatabase);
  return users.length > 0
    ? [userFinding(users)]
    : [ok(CHECK, `Hashed passwords can be checked (${Math.ceil(ms)} ms each).`)];
}
