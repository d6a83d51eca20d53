import type { Knex } from "knex";
import { fromUtcText } from "./sql.ts";

/** The last proxy that forwarded a signed-in caller's request although its X-Forwarded-For is not trusted. */
export interface UntrustedProxy {
  readonly address: string;
  readonly at: Date;
}

const NAME = "untrusted_proxy";

/** Keeps the observation in the plugin's own tables, so that the command line sees what the service has seen. */
export function createUntrustedProxyStore(db: Knex) {
  return {
    async note(address: string): Promise<void> {
      await db("dearchive_settings")
        .insert({ name: NAME, value: address, updated_at: db.raw("UTC_TIMESTAMP()") })
        .onConflict("name")
        .merge();
    },

    async find(): Promise<UntrustedProxy | undefined> {
      const row = await db("dearchive_settings").where("name", NAME).first("value", "updated_at");
      return row && { address: row.value, at: fromUtcText(row.updated_at) };
    },
  };
}
