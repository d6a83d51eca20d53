import type { Knex } from "knex";
import { connectTo, createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";

export interface OwnDatabase {
  readonly database: TestDatabase;
  /** A pool of the plugin's account. */
  readonly db: Knex;
}

/** Creates a Vicidial database for a `describe`, by default without the plugin's tables. Returns a getter for use inside tests. */
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
    if (!own) throw new Error("the database exists only while tests run");
    return own;
  };
}
