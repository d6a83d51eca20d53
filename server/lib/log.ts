import { type Logger, pino } from "pino";

/** Creates the log: one JSON line per event on standard output, with ISO timestamps. */
export function createLogger(level: string): Logger {
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime, base: { app: "vicidial-dearchive" } });
}
