import { type Logger, pino } from "pino";

export interface MemoryLog {
  readonly logger: Logger;
  /** Returns the whole log as text. */
  text(): string;
  /** Returns every parsed log line. */
  lines(): readonly Record<string, unknown>[];
}

/** Creates a logger at level `trace` that keeps its lines in memory. */
export function createMemoryLog(): MemoryLog {
  const written: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void written.push(line) });
  return {
    logger,
    text: () => written.join(""),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
