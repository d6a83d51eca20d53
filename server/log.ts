import { type Logger, pino } from "pino";

/** The log: a JSON line an event on standard output, with the time in ISO form. */
export function createLogger(level: string): Logger {
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime, base: { app: "vicidial-dearchive" } });
}
