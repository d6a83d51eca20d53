import { say } from "../../server/cli/output.ts";
import { type Figure, precise } from "./figures.ts";
import type { Goal } from "./goals.ts";

/** Prints rows in columns: text to the left, the named numeric columns to the right. */
function printColumns(rows: readonly (readonly string[])[], numbers: readonly number[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((text, column) => {
      const width = widths[column] ?? 0;
      return numbers.includes(column) ? text.padStart(width) : text.padEnd(width);
    });
    say(`  ${cells.join("  ").trimEnd()}`);
  }
}

/** Prints an engine's figures, then its goals with pass or miss. */
export function printEngine(title: string, figures: readonly Figure[], goals: readonly Goal[]): void {
  say(`\n${title}\n`);
  printColumns(figures, [1]);
  say();
  printColumns(
    goals.map(({ name, measured, unit, bound, limit, pass }) => [
      pass ? "pass" : "MISS",
      name,
      precise(measured),
      unit,
      bound,
      String(limit),
    ]),
    [2],
  );
}
