import { judge } from "../hours/officeHours.ts";
import { type AdminPage, get, type Page, post } from "./adminPage.ts";
import { goTo, show } from "./answer.ts";
import { refusePage } from "./pageFault.ts";
import type { AdminParts } from "./parts.ts";
import { whenever } from "./when.ts";
import { ZONES } from "./zone.ts";

/** The front page: is the API open, and what has it done lately. */
export function overviewPage({ stores }: AdminParts): AdminPage {
  async function overview(page: Page) {
    const rules = await stores.hours.list(page.customer.name);
    const { allowed, rule, changesAt } = judge(rules, page.now);
    const keys = await stores.keys.list();
    const own = keys.filter(
      ({ customer, revokedAt }) =>
        revokedAt === null && (page.onlyCustomer === undefined || customer === page.onlyCustomer),
    );
    return show("overview/index", "Overview", {
      state: { allowed, rule, changesAt: whenever(changesAt, page.zone), hasRules: rules.length > 0 },
      hasKeys: own.length > 0,
      mayMakeKeys: page.may("keys", "create"),
      mayHours: page.may("hours", "view"),
    });
  }

  async function chooseZone(page: Page) {
    const zone = ZONES.find((name) => name === page.form.get("zone"));
    if (zone === undefined)
      return refusePage({ code: "request_invalid", detail: "There is no such time zone." });
    return goTo("", `Times are shown in ${zone} from now on.`, zone);
  }

  return {
    name: "overview",
    label: "Overview",
    path: "",
    routes: [get("", "view", overview), post("/zone", "zone", chooseZone)],
  };
}
