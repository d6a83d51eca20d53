/** Severity of a finding, best first. */
export const LEVELS = ["ok", "warning", "broken"] as const;
export type Level = (typeof LEVELS)[number];

/** Result of one check. */
export interface Finding {
  /** Name of the check. Stable, so that programs can rely on it. */
  readonly check: string;
  readonly level: Level;
  /** What is wrong, why it matters and how to fix it, in sentences. */
  readonly message: string;
  /** Statements or commands that fix it, ready to paste. */
  readonly fix: readonly string[];
}

export function ok(check: string, message: string): Finding {
  return { check, level: "ok", message, fix: [] };
}

export function warning(check: string, message: string, fix: readonly string[] = []): Finding {
  return { check, level: "warning", message, fix };
}

export function broken(check: string, message: string, fix: readonly string[] = []): Finding {
  return { check, level: "broken", message, fix };
}

/** Ends each statement with a semicolon, as database clients need it. */
export function pasteable(...statements: readonly string[]): readonly string[] {
  return statements.map((statement) => `${statement};`);
}

/** Returns the worst level among findings. */
export function worst(findings: readonly Finding[]): Level {
  return LEVELS.findLast((level) => findings.some((finding) => finding.level === level)) ?? "ok";
}
