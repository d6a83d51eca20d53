import type { DearchiveError } from "../../../errors.ts";
import { counted, type PageText, phrase } from "../../../lib/phrase.ts";

/** Says why work on many leads stopped. */
export function stopReason({ fault }: DearchiveError): PageText {
  switch (fault.code) {
    case "tables_locked":
      return phrase("Stopped: another session holds the lead tables. Try again in a few seconds.");
    case "connection_lost":
      return phrase("Stopped: the database is not reachable. Try again when it is back.");
    case "schema_drift":
    case "tables_unusable":
      return phrase("Stopped: %1s. Fix this first, then try again.", fault.detail);
    default:
      return phrase("Stopped by an error (%1s).", fault.code);
  }
}

/**
 * Says why work stopped, if it did, and what it left.
 *
 * @param left leads that the work did not reach
 */
export function stopTexts(stopped: DearchiveError | undefined, left: number): readonly PageText[] {
  if (!stopped) return [];
  return [
    stopReason(stopped),
    counted(left, phrase("1 lead left as before."), phrase("%1s leads left as before.")),
  ];
}
