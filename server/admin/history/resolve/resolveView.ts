import type { Resolution } from "../../../history/resolutions.ts";
import { showCell } from "../../../vicidial/leadPrivacy.ts";
import { isInScope } from "../../../vicidial/lists.ts";
import { displayTime } from "../../format/displayTime.ts";
import type { Viewer } from "../historySources.ts";

/** Returns the resolutions of a lead in lists that the viewer can access, masked for the viewer. */
export function showResolutions(
  resolutions: readonly Resolution[],
  { scope, privacy, zone }: Pick<Viewer, "scope" | "privacy" | "zone">,
) {
  const listOf = ({ saved }: Resolution) =>
    saved.find(({ column }) => column.toLowerCase() === "list_id")?.text ?? "";
  return resolutions
    .filter((resolution) => isInScope(scope, listOf(resolution)))
    .map(({ user, savedAt, removedAt, saved }) => ({
      user,
      at: displayTime(removedAt ?? savedAt, zone),
      isDone: removedAt !== null,
      saved: saved.map(({ column, text }) => ({ column, value: showCell(privacy, column, text) })),
    }));
}
