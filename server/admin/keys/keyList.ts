import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import { stateOf, successorsOf } from "../../keys/keyState.ts";
import { phrase } from "../../lib/phrase.ts";
import { exceedsOwnRights, mayRevoke } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { factsOf } from "./keyFacts.ts";
import { NOT_REVOCABLE, STYLES } from "./keyLabels.ts";
import { keyView } from "./keyListView.ts";
import { personOf, visibleKeys } from "./visibleKeys.ts";

/** Lists all keys, or those in use: neither revoked nor expired. Keys that are refused now are in use, so that they get fixed. */
export function listKeys(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const showsAll = page.query.get("show") === "all";
    const keys = await visibleKeys(page);
    const inUse = keys.filter((key) => stateOf(key, page.now) === "active");
    const shown = showsAll ? keys : inUse;
    const facts = { ...(await factsOf(dependencies, page, shown)), successors: successorsOf(keys) };
    const person = personOf(page);
    const userOf = ({ vicidialUser }: ApiKey) => facts.users.get(vicidialUser.toLowerCase());
    const rows = shown.map((key) => ({
      ...keyView(key, facts),
      isControllable: exceedsOwnRights(person, userOf(key)) === undefined,
      isRevocable: mayRevoke(person, userOf(key)),
    }));
    return renderView(
      "keys/index",
      phrase("API keys"),
      {
        rows,
        showsAll,
        counts: { all: keys.length, inUse: inUse.length },
        showsCustomer:
          page.onlyCustomer === undefined && keys.some(({ customer }) => customer !== DEFAULT_CUSTOMER),
        notRevocable: NOT_REVOCABLE,
        usersLink: `${page.vicidialPath}/admin.php?ADD=0A`,
      },
      { styles: STYLES },
    );
  };
}
