import { phrase, term } from "../../lib/phrase.ts";
import type { Plan } from "../../plans/plan.ts";
import { exceedsOwnRights, mayRevoke, maySeeUser } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import { EXCEEDED_RIGHT_LABELS } from "../keys/keyLabels.ts";
import { personOf } from "../keys/visibleKeys.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";

/** A plan, with what the signed-in user may do with it. */
export interface SeenPlan {
  readonly plan: Plan;
  /** The user that it acts for; undefined if Vicidial no longer has this user. */
  readonly owner: VicidialUser | undefined;
  /** Whether the user may decide what it moves: it acts for a user that they may act as. */
  readonly mayDrive: boolean;
  /** Whether the user may pause and delete it, which moves nothing. */
  readonly mayHalt: boolean;
}

/** Returns the plans whose users Vicidial shows to the signed-in user. */
async function seen(page: Page, plans: readonly Plan[]): Promise<readonly SeenPlan[]> {
  const person = personOf(page);
  const found = await page.customer.users.findAll(plans.map(({ user }) => user));
  const users = new Map(found.map((user) => [user.user.toLowerCase(), user]));
  return plans.flatMap((plan) => {
    const owner = users.get(plan.user.toLowerCase());
    if (!maySeeUser(person, owner)) return [];
    const mayDrive = exceedsOwnRights(person, owner) === undefined;
    return [{ plan, owner, mayDrive, mayHalt: mayDrive || mayRevoke(person, owner) }];
  });
}

/** Returns the visible plans, by name. */
export async function visiblePlans(page: Page): Promise<readonly SeenPlan[]> {
  const plans = await page.customer.stores.plans.list();
  return plans.length > 0 ? seen(page, plans) : [];
}

/**
 * Returns the plan in the path.
 *
 * @throws PageError page_not_found if it does not exist or the user may not see it
 */
export async function planOfPath(page: Page): Promise<SeenPlan> {
  const id = page.params["id"] ?? "";
  const plan = /^\d{1,15}$/.test(id) ? await page.customer.stores.plans.find(Number(id)) : undefined;
  const [found] = plan ? await seen(page, [plan]) : [];
  return found ?? refusePage({ code: "page_not_found" });
}

/**
 * Returns the plan in the path for an action that decides what moves.
 *
 * @throws PageError page_not_found, not_permitted
 */
export async function planToDrive(page: Page): Promise<SeenPlan> {
  const found = await planOfPath(page);
  if (found.mayDrive) return found;
  const exceeded = exceedsOwnRights(personOf(page), found.owner);
  const why = term(EXCEEDED_RIGHT_LABELS[exceeded ?? "higher_level"]);
  return refusePage({
    code: "not_permitted",
    detail: phrase("You may not change or run this plan: %1s.", why),
  });
}

/**
 * Returns the plan in the path for an action that moves nothing.
 *
 * @throws PageError page_not_found, not_permitted
 */
export async function planToHalt(page: Page): Promise<SeenPlan> {
  const found = await planOfPath(page);
  if (found.mayHalt) return found;
  const detail = phrase(
    "This plan's user has campaigns that you may not use. To pause or delete the plan, you need level 9 or a user group with all campaigns.",
  );
  return refusePage({ code: "not_permitted", detail });
}
