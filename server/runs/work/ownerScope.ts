import { missingMoveRight } from "../../vicidial/apiRights.ts";
import type { ListScope, Lists } from "../../vicidial/lists.ts";
import type { Users } from "../../vicidial/users.ts";
import type { Run } from "../run.ts";
import { RunBlocked } from "./runBlocked.ts";

/**
 * Tells what a run's owner may touch, asked before each batch: a run may go on for hours, and must do nothing any more that
 * its owner may not.
 */
export function createOwnerScope(users: Users, lists: Lists) {
  /** @throws Held owner_rights where the owner may move no leads any more */
  return async function scopeOf({ user }: Pick<Run, "user">): Promise<ListScope> {
    const found = await users.find(user);
    const missing = missingMoveRight(found);
    if (missing || !found) {
      throw new RunBlocked({ code: "owner_rights", detail: missing ?? "unknown_user", until: null }, true);
    }
    return lists.scopeOf(found.allowedCampaigns);
  };
}
