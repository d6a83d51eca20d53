import { counted, type PageText, phrase } from "../../lib/phrase.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { showCount } from "../history/batchView.ts";
import type { Page } from "../shell/adminPage.ts";

/** Describes the leads in both tables that the user may access, as the last search found them. */
export async function duplicatesView(page: Page) {
  const { customer, user, now } = page;
  const scope = await customer.lists.scopeOf(user.allowedCampaigns);
  const { knownDuplicates } = customer.stores;
  const [search, count] = await Promise.all([knownDuplicates.search(), knownDuplicates.count(scope)]);
  const ago = search?.finishedAt ? relativeTime(search.finishedAt, now) : null;

  function none(): PageText {
    if (ago === null)
      return phrase(
        "Leads in both tables are still being counted: %1s archived leads so far.",
        showCount(search?.checked ?? 0),
      );
    return scope.kind === "every"
      ? phrase("No lead is in both tables, as counted %1s.", ago)
      : phrase("No lead of your lists is in both tables, as counted %1s.", ago);
  }

  return {
    isAny: count > 0,
    text: counted(count, phrase("1 lead is in both tables."), phrase("%1s leads are in both tables.")),
    /** What to say where there are none. */
    none: none(),
    /** Null before the first complete search. */
    age:
      ago === null
        ? null
        : phrase("Counted %1s in %2s archived leads.", ago, showCount(search?.lastChecked ?? 0)),
    mayReview: page.may("history", "move") && page.may("history", "view"),
  };
}
