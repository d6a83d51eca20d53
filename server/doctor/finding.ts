/** How bad a finding is, best first. */
export const LEVELS = ["ok", "warning", "broken"] as const;
export type Level = (typeof LEVELS)[number];

/** One thing the doctor looked at. */
export interface Finding {
  /** What was looked at, in a word or two: stable, for programs. */
  readonly check: string;
  readonly level: Level;
  /** What was found, for people. */
  readonly message: string;
  /** The statements or commands that mend it, ready to be pasted. */
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

/** Statements as a database client takes them when they are pasted. */
export function pasteable(...statements: readonly string[]): readonly string[] {
  return statements.map((statement) => `${statement};`);
}

/** The worst level among findings. */
export function worst(findings: readonly Finding[]): Level {
  return LEVELS.findLast((level) => findings.some((finding) => finding.level === level)) ?? "ok";
}
