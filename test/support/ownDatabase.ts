import type { Knex } from "knex";
import { connectTo, createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";

export interface OwnDatabase {
  readonly database: TestDatabase;
  /** The plugin's own account there. */
  readonly db: Knex;
}

/** A Vicidial database for the tests of a `describe`, without the plugin's own tables unless they are asked for. */
export function useDatabase(options: TestDatabaseOptions = {}): () => OwnDatabase {
  let own: OwnDatabase | undefined;

  before(async () => {
    const database = await createTestDatabase({ migrated: false, ...options });
    own = { database, db: connectTo(database) };
  });

  after(async () => {
    await own?.db.destroy();
    await own?.database.drop();
  });

  return () => {
    if (!own) throw new Error("the database is there only while tests run");
    return own;
  };
}
