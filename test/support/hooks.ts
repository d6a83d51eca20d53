import { startSharedMariaDb, stopSharedMariaDb } from "./mariadb.ts";

export async function mochaGlobalSetup(): Promise<void> {
  await startSharedMariaDb();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopSharedMariaDb();
}
