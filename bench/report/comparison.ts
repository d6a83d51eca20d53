import type { StorageEngine } from "../../demo/defaults.ts";
import { say } from "../../server/cli/output.ts";
import { ORDERS, type Order } from "../support/leads.ts";
import type { Ratio } from "../support/rounds.ts";
import { ENGINE_NAMES } from "./engineNames.ts";
import type { EngineResults, Results } from "./results.ts";

const HEADINGS = [
  "500 leads a request",
  "1 client / bare",
  "8 clients / bare",
  "1 client / pt-archiver",
  "8 clients / pt-archiver",
  "command / pt-archiver",
  "run / pt-archiver",
  "one lead / bare",
  "dialer's longer wait, p99",
] as const;

/** Prints a ratio with its range, such as `0.80 (0.74-0.85)`. */
function ratioText(ratio: Ratio | undefined): string {
  if (!ratio) return "-";
  const { median, least, most } = ratio;
  return `${median.toFixed(2)} (${least.toFixed(2)}-${most.toFixed(2)})`;
}

/** The larger of the dialer's two waits. */
function waitText({ dialerWait }: EngineResults): string {
  if (!dialerWait) return "-";
  return `${Math.max(dialerWait.hopperQuery.extraP99Ms, dialerWait.update.extraP99Ms).toFixed(1)} ms`;
}

function rowOf(
  engine: StorageEngine,
  results: EngineResults,
  order: Order,
  isFirst: boolean,
): readonly string[] {
  const throughput = results.throughput?.find((row) => row.order === order);
  const bulk = results.bulk?.find((row) => row.order === order);
  return [
    `${ENGINE_NAMES[engine]}, ${order}`,
    ratioText(throughput?.http1ToBare),
    ratioText(throughput?.http8ToBare),
    ratioText(throughput?.http1ToPtArchiver),
    ratioText(throughput?.http8ToPtArchiver),
    ratioText(bulk?.commandToPtArchiver),
    ratioText(bulk?.runToPtArchiver),
    isFirst ? ratioText(results.oneLead?.httpToBare) : "",
    isFirst ? waitText(results) : "",
  ];
}

/**
 * Prints the comparison as a table for documents. Each ratio is the median of alternating rounds of one run, with its range;
 * pt-archiver works in bulk. The last two columns do not depend on the order of the leads.
 */
export function printComparison(results: Results): void {
  const rows = Object.entries(results).flatMap(([engine, each]) =>
    ORDERS.map((order, n) => rowOf(engine as StorageEngine, each, order, n === 0)),
  );
  say();
  for (const cells of [HEADINGS, HEADINGS.map(() => "---"), ...rows]) say(`| ${cells.join(" | ")} |`);
}
