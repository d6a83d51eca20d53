import type { Knex } from "knex";
import { fromUtcText } from "./sql.ts";

/** Replicated like all rows, it shows how far behind another server is. It needs no right that Vicidial's account lacks. */
const NAME = "heartbeat";
const NOW_TEXT = "CAST(UTC_TIMESTAMP(3) AS CHAR)";

/** Writes the time of the primary server. */
export async function writeHeartbeat(primary: Knex): Promise<void> {
  await primary("dearchive_settings")
    .insert({ name: NAME, value: primary.raw(NOW_TEXT), updated_at: primary.raw("UTC_TIMESTAMP()") })
    .onConflict("name")
    .merge();
}

/** Returns how many seconds a server is behind at most, by the primary's clock; undefined if it has no heartbeat. */
export async function readLag(primary: Knex, secondary: Knex): Promise<number | undefined> {
  const row = await secondary("dearchive_settings").where("name", NAME).first("value");
  if (!row) return undefined;
  const [now] = await primary.select<{ now: string }[]>(primary.raw(`${NOW_TEXT} AS now`));
  if (!now) return undefined;
  return Math.max(0, (fromUtcText(now.now).getTime() - fromUtcText(row.value).getTime()) / 1000);
}
