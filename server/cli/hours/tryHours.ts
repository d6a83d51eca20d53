import { Temporal } from "temporal-polyfill";
import { judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { printJson, say } from "../output.ts";
import { parseInstant } from "../parseInstant.ts";
import { parseZone, serverZone } from "../parseZone.ts";
import { FAILED_EXIT_CODE } from "../usageError.ts";
import { withHours } from "./hoursAccess.ts";

/** Zone of a time without a zone: the one that all rules share, else the server's. */
function zoneFor(rules: readonly OfficeHoursRule[]): string {
  const zones = new Set(rules.filter((rule) => rule.mode !== "off").map((rule) => rule.timeZone));
  const [only] = zones;
  return zones.size === 1 && only ? only : serverZone();
}

function formatIn(zone: string, instant: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return local.toString({ smallestUnit: "minute", timeZoneName: "never" });
}

interface TestOptions {
  readonly at?: string;
  readonly timezone?: string;
  readonly customer: string;
  readonly json?: boolean;
}

/** Runs `hours test`: shows whether requests are allowed at a time, by which rule, and until when. Fails if they are not. */
export async function testHours(options: TestOptions): Promise<void> {
  const rules = await withHours((store) => store.list(options.customer));
  const zone = options.timezone === undefined ? zoneFor(rules) : parseZone(options.timezone);
  const at = options.at === undefined ? new Date() : parseInstant("--at", options.at, zone);
  const { allowed, rule, changesAt } = judge(rules, at);
  if (!allowed) process.exitCode = FAILED_EXIT_CODE;
  if (options.json) {
    return printJson({
      at: at.toISOString(),
      timezone: zone,
      allowed,
      rule,
      until: changesAt?.toISOString() ?? null,
    });
  }
  const missing = rules.find(({ name }) => name === rule)?.missingCallTime;
  const reason = missing ? `, whose call time ${missing} no longer exists` : "";
  const verdict = allowed ? "allowed" : `blocked by rule "${rule}"${reason}`;
  const until = changesAt ? `until ${formatIn(zone, changesAt)}` : "with no later change";
  say(`${formatIn(zone, at)} (${zone}): ${verdict}, ${until}.`);
}
