import type { Resolution } from "../../../history/resolutions.ts";
import { type PageText, phrase } from "../../../lib/phrase.ts";
import { showCell } from "../../../vicidial/leadPrivacy.ts";
import { isInScope } from "../../../vicidial/lists.ts";
import { displayTime, optionalDisplayTime } from "../../format/displayTime.ts";
import type { Viewer } from "../historySources.ts";

/** Whether the viewer may access the list of the deleted row. */
export function maySeeResolution({ saved }: Resolution, { scope }: Pick<Viewer, "scope">): boolean {
  const list = saved.find(({ column }) => column.toLowerCase() === "list_id")?.text ?? "";
  return isInScope(scope, list);
}

function storyOf({ user, removedAt, removedCopy }: Resolution): PageText {
  if (removedCopy === "archived")
    return removedAt === null
      ? phrase(
          "User %1s chose the live copy. The archived copy was saved here, but its deletion was not confirmed.",
          user,
        )
      : phrase(
          "User %1s kept the live copy. The archived copy was saved here and deleted from the archive.",
          user,
        );
  return removedAt === null
    ? phrase(
        "User %1s chose the archived copy. The live copy was saved here, but its deletion was not confirmed.",
        user,
      )
    : phrase(
        "User %1s kept the archived copy. The live copy was saved here and deleted from the live table.",
        user,
      );
}

/** Returns resolutions of leads in lists that the viewer can access, masked for the viewer. */
export function showResolutions(
  resolutions: readonly Resolution[],
  viewer: Pick<Viewer, "scope" | "privacy" | "users" | "zone" | "mayMove">,
) {
  const { privacy, users, zone, mayMove } = viewer;
  return resolutions
    .filter((resolution) => maySeeResolution(resolution, viewer))
    .map((resolution) => {
      const { id, leadId, user, savedAt, removedAt, removedCopy, undoneAt, undoneBy, saved } = resolution;
      const isDone = removedAt !== null;
      return {
        id,
        leadId,
        user: users.show(user),
        at: displayTime(removedAt ?? savedAt, zone),
        isDone,
        isLiveKept: removedCopy === "archived",
        story: storyOf(resolution),
        undoneAt: optionalDisplayTime(undoneAt, zone),
        undoneBy: undoneBy && users.show(undoneBy),
        canUndo: mayMove && isDone && undoneAt === null,
        saved: saved.map(({ column, text }) => ({ column, value: showCell(privacy, column, text) })),
      };
    });
}
