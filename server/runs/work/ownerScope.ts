import { missingMoveRight } from "../../vicidial/apiRights.ts";
import type { ListScope, Lists } from "../../vicidial/lists.ts";
import type { Users } from "../../vicidial/users.ts";
import type { Run } from "../run.ts";
import { RunBlocked } from "./runBlocked.ts";

/**
 * Returns which lists a run's owner may access. Asked before each batch: a run may take hours, and must respect rights that
 * the owner loses meanwhile.
 */
export function createOwnerScope(users: Users, lists: Lists) {
  /** @throws RunBlocked owner_rights where the owner may no longer move leads */
  return async function scopeOf({ user }: Pick<Run, "user">): Promise<ListScope> {
    const found = await users.find(user);
    const missing = missingMoveRight(found);
    if (missing || !found) {
      throw new RunBlocked({ code: "owner_rights", detail: missing ?? "unknown_user", until: null }, true);
    }
    return lists.scopeOf(found.allowedCampaigns);
  };
}
