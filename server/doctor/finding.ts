import type { PageText } from "../lib/phrase.ts";

/** Severity of a finding, best first. */
export const LEVELS = ["ok", "warning", "broken"] as const;
export type Level = (typeof LEVELS)[number];

/** Result of one check. */
export interface Finding {
  /** Name of the check. Stable, so that programs can rely on it. */
  readonly check: string;
  readonly level: Level;
  /** What is wrong, why it matters and how to fix it, in sentences. In English. */
  readonly message: string;
  /** The message for pages, where it can be translated. */
  readonly text?: PageText;
  /** Statements or commands that fix it, ready to paste. */
  readonly fix: readonly string[];
}

export function ok(check: string, text: PageText): Finding {
  return { check, level: "ok", message: String(text), text, fix: [] };
}

export function warning(check: string, text: PageText, fix: readonly string[] = []): Finding {
  return { check, level: "warning", message: String(text), text, fix };
}

export function broken(check: string, text: PageText, fix: readonly string[] = []): Finding {
  return { check, level: "broken", message: String(text), text, fix };
}

/** Ends each statement with a semicolon, as database clients need it. */
export function pasteable(...statements: readonly string[]): readonly string[] {
  return statements.map((statement) => `${statement};`);
}

/** Returns the worst level among findings. */
export function worst(findings: readonly Finding[]): Level {
  return LEVELS.findLast((level) => findings.some((finding) => finding.level === level)) ?? "ok";
}
