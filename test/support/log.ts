import { type Logger, pino } from "pino";

export interface MemoryLog {
  readonly logger: Logger;
  /** Everything that was logged, as text. */
  text(): string;
  /** Every line, read. */
  lines(): readonly Record<string, unknown>[];
}

/** A logger at its most talkative that keeps what it is told. */
export function createMemoryLog(): MemoryLog {
  const written: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void written.push(line) });
  return {
    logger,
    text: () => written.join(""),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
