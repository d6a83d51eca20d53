import type { Knex } from "knex";
import { releaseNamedLock, takeNamedLock } from "../../db/namedLock.ts";
import { fail } from "../../errors.ts";
import type { DefinitionsHolder } from "../tables/heldDefinitions.ts";
import { createMoveLockName } from "./moveLock.ts";

export interface ExclusiveWorkDependencies {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly lockWaitSeconds: number;
  readonly definitions: DefinitionsHolder;
}

/** Lets only one batch of all instances work on a database at a time. */
export function createExclusiveWork({
  db,
  vicidialDatabase,
  lockWaitSeconds,
  definitions,
}: ExclusiveWorkDependencies) {
  const moveLockName = createMoveLockName(db, vicidialDatabase);

  /** @throws DearchiveError tables_locked if another batch takes too long */
  return async function alone<T>(action: (connection: Knex) => Promise<T>): Promise<T> {
    const lock = await moveLockName();
    return definitions.lend(async (connection) => {
      if (!(await takeNamedLock(connection, lock, lockWaitSeconds))) fail({ code: "tables_locked" });
      try {
        const result = await action(connection);
        // One of the tables may have transactions: commit, so that the next batch sees this one's changes.
        await connection.raw("COMMIT");
        return result;
      } finally {
        // Retry once: the statement may be killed while its connection survives. If the connection is gone, so is the lock.
        const release = () => releaseNamedLock(connection, lock);
        await release()
          .catch(release)
          .catch(() => undefined);
      }
    });
  };
}
