/** The form of a DATETIME column: `2026-11-23 09:00:00.000`, always UTC in our own tables. */
export function toUtcText(instant: Date): string {
  return instant.toISOString().replace("T", " ").replace("Z", "");
}

/** The instant that a DATETIME of our own tables means. */
export function fromUtcText(text: string): Date {
  return new Date(`${text.replace(" ", "T")}Z`);
}
