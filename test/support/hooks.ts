import { isParallel, startSharedMariaDb, stopSharedMariaDb } from "./mariadb.ts";

/**
 * Installs the programs that tests need before the workers start: two workers that install at once would fail on apt's lock.
 * Imports are lazy, because a run of one file does not need them.
 */
async function installPrograms(): Promise<void> {
  const [{ ensureHeadlessShell }, { ensureOpenssl }, { ensureGalera }, { EXAMPLES, missingRequirement }] =
    await Promise.all([
      import("./chromium.ts"),
      import("./certificates.ts"),
      import("./galera.ts"),
      import("./examples.ts"),
    ]);
  for (const ensure of [ensureHeadlessShell, ensureOpenssl, ensureGalera]) {
    try {
      ensure();
    } catch {
      // The tests that need the program report it.
    }
  }
  for (const example of EXAMPLES) missingRequirement(example);
}

export async function mochaGlobalSetup(): Promise<void> {
  if (isParallel()) await installPrograms();
  await startSharedMariaDb();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopSharedMariaDb();
}
