import { answerFault } from "../../api/contract.ts";
import type { Fault } from "../../errors.ts";
import { DEFAULT_LEAD_LIMIT } from "../../keys/keySettings.ts";

/** A refusal as the documentation page shows it. */
interface DocumentedRefusal {
  readonly status: number;
  readonly message: string;
  /** What the reader can do about it. */
  readonly fix: string;
}

/** Takes status and message from the contract, so that the page repeats them exactly. */
function refusal(fault: Fault, fix: string): DocumentedRefusal {
  const { status, body } = answerFault(fault, { dialect: "current", direction: "dearchive" }, "");
  return { status, message: String(body["message"]), fix };
}

/** The refusals of a request, in the order in which they are checked. */
export const REFUSALS: readonly DocumentedRefusal[] = [
  refusal(
    { code: "unauthenticated", reason: "unknown_key" },
    "Check the key: it may be mistyped, revoked, expired or used from another address, or its Vicidial user may have lost a right. The server's log names the reason.",
  ),
  refusal(
    { code: "office_hours", rule: "", until: null },
    "Wait for the number of seconds in the Retry-After header.",
  ),
  refusal({ code: "flag_not_boolean", flag: "insert" }, "Send true or false, without quotes."),
  refusal({ code: "flag_not_boolean", flag: "delete" }, "Send true or false, without quotes."),
  refusal(
    { code: "ids_not_integer", values: [] },
    "Send numbers, without quotes. The answer lists the invalid values.",
  ),
  refusal({ code: "ids_empty" }, "Name at least one lead."),
  refusal(
    { code: "ids_over_limit", limit: DEFAULT_LEAD_LIMIT },
    "Send smaller batches. The message names your key's limit.",
  ),
  refusal({ code: "ids_duplicate", ids: [] }, "Name each lead once. The answer lists the duplicates."),
  refusal(
    { code: "ids_missing", ids: [] },
    "These leads are not in the archive, or not in lists of the key's user. Nothing was changed: leave them out and send the rest again.",
  ),
];
