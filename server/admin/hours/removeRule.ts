import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import { phrase } from "../../lib/phrase.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { factsOf } from "./hoursLabels.ts";
import { effectOf, findRule, ruleOfPath, rulesBeforeAndAfter, STYLES, versionOf } from "./ruleLookup.ts";

/** Previews and removes a rule. */
export function ruleRemoval(store: HoursStore) {
  async function ask(page: Page, rule: StoredRule, isChanged: boolean): Promise<PageAnswer> {
    const customer = rule.customer ?? page.customer.name;
    const compared = await rulesBeforeAndAfter(store, customer, rule.id, undefined);
    const locals = {
      id: rule.id,
      version: rule.version,
      name: rule.name,
      facts: factsOf(rule),
      isChanged,
      isLast: compared[1].every(({ mode }) => mode === "off"),
      effect: effectOf(compared, page.now, rule.timeZone),
    };
    const status = isChanged ? 409 : 200;
    return renderView("hours/remove", phrase("Remove %1s", rule.name), locals, { status, styles: STYLES });
  }

  return {
    async confirm(page: Page): Promise<PageAnswer> {
      return ask(page, await ruleOfPath(store, page), false);
    },

    async remove(page: Page): Promise<PageAnswer> {
      const rule = await ruleOfPath(store, page);
      if (!(await store.remove(rule.id, versionOf(page.form.get("version") ?? "")))) {
        const now = await findRule(store, page, String(rule.id));
        return now
          ? ask(page, now, true)
          : redirectTo("/hours", phrase("The rule “%1s” was already removed.", rule.name));
      }
      await page.log({
        section: "OFFICEHOURS",
        type: "DELETE",
        recordId: rule.id,
        code: `office hours "${rule.name}" removed`,
        notes: factsOf(rule)
          .map(({ label, text }) => `${label}: ${text}`)
          .join("\n"),
      });
      return redirectTo(
        "/hours",
        phrase("The rule “%1s” was removed. The change applies within 2 seconds.", rule.name),
      );
    },
  };
}
