import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { stateOf, successorsOf } from "../../keys/keyState.ts";
import { exceedsOwnRights, mayRevoke } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { factsOf } from "./keyFacts.ts";
import { NOT_REVOCABLE, STYLES } from "./keyLabels.ts";
import { shownKey } from "./keyListView.ts";
import { personOf, seenKeys } from "./visibleKeys.ts";

/** Every key, or those in use: neither revoked nor expired. One whose calls are refused now is among them, to be mended. */
export function listKeys(parts: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const showsAll = page.query.get("show") === "all";
    const keys = await seenKeys(page);
    const inUse = keys.filter((key) => stateOf(key, page.now) === "active");
    const shown = showsAll ? keys : inUse;
    const facts = { ...(await factsOf(parts, page, shown)), successors: successorsOf(keys) };
    const person = personOf(page);
    const userOf = ({ vicidialUser }: ApiKey) => facts.users.get(vicidialUser.toLowerCase());
    const rows = shown.map((key) => ({
      ...shownKey(key, facts),
      isInHand: exceedsOwnRights(person, userOf(key)) === undefined,
      isRevocable: mayRevoke(person, userOf(key)),
    }));
    return renderView(
      "keys/index",
      "API keys",
      {
        rows,
        showsAll,
        counts: { all: keys.length, inUse: inUse.length },
        showsCustomer:
          page.onlyCustomer === undefined && keys.some(({ customer }) => customer !== DEFAULT_CUSTOMER),
        notRevocable: NOT_REVOCABLE,
        usersLink: `${page.base}/admin.php?ADD=0A`,
      },
      { styles: STYLES },
    );
  };
}
