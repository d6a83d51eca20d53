import { isParallel, startSharedMariaDb, stopSharedMariaDb } from "./mariadb.ts";

/**
 * Installs what tests of any file may need, before workers could try to at the same time. Imports are lazy, since a run of
 * one file does without.
 */
async function installPrograms(): Promise<void> {
  const [{ ensureChromium }, { EXAMPLES, missingRequirement }] = await Promise.all([
    import("./chromium.ts"),
    import("./examples.ts"),
  ]);
  try {
    ensureChromium();
  } catch {
    // The tests with a browser say so.
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
