/** Prints a line for people to standard output. */
export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Returns a count with its noun: "1 lead", "2 leads". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Prints one JSON value for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Formats an instant for a table; a dash for none. */
export function shownInstant(instant: Date | null): string {
  return instant ? `${instant.toISOString().slice(0, 16).replace("T", " ")}Z` : "-";
}
