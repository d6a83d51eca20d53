import { broken, type Finding, ok, warning } from "./finding.ts";

const CHECK = "node";
/** Oldest version that runs the plugin, as in package.json. */
const OLDEST = [20, 19] as const;
const RECOMMENDED = 24;

/** End of security fixes by major version. Odd versions have no long-term support. Source: github.com/nodejs/Release, schedule.json. */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  18: "2025-04-30",
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
  26: "2029-04-30",
};

/**
 * Checks that Node is recent enough for the plugin, and that it still gets security fixes.
 *
 * @param version such as `v24.1.0`
 */
export function examineRuntime(version: string, now: Date): readonly Finding[] {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const mend = `Install Node ${RECOMMENDED}, run vicidial-dearchive install again and restart the service.`;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return [broken(CHECK, `Node ${version} is too old: the plugin needs ${OLDEST.join(".")}. ${mend}`)];
  const end = END_OF_LIFE[major];
  if (end !== undefined && now >= new Date(end))
    return [warning(CHECK, `Node ${version} has had no security fixes since ${end}. ${mend}`)];
  return [ok(CHECK, `Node ${version} is recent enough.`)];
}
