import type { MissingRight } from "../errors.ts";
import { type Phrase, phrase, term } from "../lib/phrase.ts";
import { MISSING_RIGHT_LABELS } from "../vicidial/apiRights.ts";
import type { Obstacle, PauseCode, Plan } from "./plan.ts";

function isMissingRight(detail: string): detail is MissingRight {
  return Object.hasOwn(MISSING_RIGHT_LABELS, detail);
}

/** Says why a plan cannot run, and what to do. */
export function obstacleLabel({ user }: Pick<Plan, "user">, { code, detail }: Obstacle): Phrase {
  const labels: Readonly<Record<PauseCode, () => Phrase>> = {
    owner_rights: () =>
      phrase(
        "The plan acts for %1s, but %2s.",
        user,
        term(isMissingRight(detail) ? MISSING_RIGHT_LABELS[detail] : phrase("this user lost a right")),
      ),
    no_lists: () => phrase("The plan acts for %1s, whose user group may access no list.", user),
    list_not_allowed: () => phrase("The plan acts for %1s, who may no longer access list %2s.", user, detail),
    list_gone: () => phrase("List %1s, which the plan fills, no longer exists.", detail),
    not_countable: () =>
      term(
        phrase("The dialable leads cannot be counted, because the table vicidial_campaigns cannot be read."),
      ),
    changes_impossible: () => phrase("The changes to restored leads are no longer possible: %1s", detail),
  };
  return labels[code]();
}
