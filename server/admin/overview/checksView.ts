import { type CheckedGroup, type Finding, LEVELS } from "../../doctor/index.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { type DisplayTime, displayTime } from "../format/displayTime.ts";
import { relativeTime } from "../format/relativeTime.ts";

/** When a check was made. */
export interface CheckTime {
  readonly time: DisplayTime;
  readonly ago: PageText;
}

/** A warning with its fix. */
export interface WarningView extends CheckTime {
  readonly check: string;
  readonly message: PageText;
  readonly isBroken: boolean;
  /** Statements or commands to paste; empty if the message is sufficient. */
  readonly fix: readonly string[];
  /** Whether the warning is about batches, which the history lists. */
  readonly isOfBatches: boolean;
}

/** A row of the table of all checks. */
export interface CheckRow extends CheckTime {
  readonly check: string;
  readonly message: PageText;
  readonly tone: "good" | "warn" | "bad";
  readonly verdict: string;
}

export interface ChecksView {
  /** `waiting`: no result yet. `stale`: results are too old to say that all is well. */
  readonly state: "waiting" | "stale" | "problems" | "fine";
  /** The oldest result; null before the first. */
  readonly oldest: CheckTime | null;
  /** Ordered from worst to mildest. */
  readonly warnings: readonly WarningView[];
  /** Number of warnings left out to keep the page short. */
  readonly more: number;
  readonly rows: readonly CheckRow[];
}

const MAX_WARNINGS = 5;
const VERDICTS = {
  ok: { tone: "good", verdict: phrase("OK") },
  warning: { tone: "warn", verdict: phrase("Warning") },
  broken: { tone: "bad", verdict: phrase("Error") },
} as const;

const CHECK_LABELS: Readonly<Record<string, string>> = {
  connection: phrase("Connection"),
  clock: phrase("Clock"),
  "time zone": phrase("Time zone"),
  "php time zone": phrase("PHP time zone"),
  encryption: phrase("Encryption"),
  migrations: phrase("Migrations"),
  "open batches": phrase("Open batches"),
  locks: phrase("Locks"),
  tables: phrase("Tables"),
  engines: phrase("Engines"),
  columns: phrase("Columns"),
  "child tables": phrase("Child tables"),
  cluster: phrase("Cluster"),
  rights: phrase("Rights"),
  "trusted proxies": phrase("Trusted proxies"),
};

/** Checks without a label have the name of a column or a setting, such as `sql_mode`. */
function checkLabel({ check }: Finding): string {
  return CHECK_LABELS[check] ?? check;
}

interface TimedFinding extends Finding, CheckTime {}

function stateOf(groups: readonly CheckedGroup[], hasProblems: boolean): ChecksView["state"] {
  if (groups.some(({ isStale }) => isStale)) return "stale";
  if (hasProblems) return "problems";
  return groups.some(({ findings }) => findings === undefined) ? "waiting" : "fine";
}

/** Converts the results of the checks for the page. Pure. */
export function checksView(groups: readonly CheckedGroup[], now: Date, zone: string): ChecksView {
  const timeOf = (at: Date): CheckTime => ({ time: displayTime(at, zone), ago: relativeTime(at, now) });
  const findings: readonly TimedFinding[] = groups.flatMap(({ findings: found = [], at }) =>
    at ? found.map((finding) => ({ ...finding, ...timeOf(at) })) : [],
  );
  const problems = findings
    .filter(({ level }) => level !== "ok")
    .toSorted((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level));
  const [oldest] = groups.flatMap(({ at }) => at ?? []).toSorted((one, other) => Number(one) - Number(other));
  return {
    state: stateOf(groups, problems.length > 0),
    oldest: oldest ? timeOf(oldest) : null,
    warnings: problems.slice(0, MAX_WARNINGS).map((finding) => ({
      check: checkLabel(finding),
      message: finding.text ?? finding.message,
      isBroken: finding.level === "broken",
      fix: finding.fix,
      isOfBatches: finding.check === "open batches",
      time: finding.time,
      ago: finding.ago,
    })),
    more: Math.max(0, problems.length - MAX_WARNINGS),
    rows: findings.map((finding) => ({
      check: checkLabel(finding),
      message: finding.text ?? finding.message,
      ...VERDICTS[finding.level],
      time: finding.time,
      ago: finding.ago,
    })),
  };
}
