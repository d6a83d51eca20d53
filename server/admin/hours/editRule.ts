import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import type { RuleSettings } from "../../hours/officeHoursRule.ts";
import { serverTimeZone } from "../../hours/timeZones.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { clockMismatch } from "./clockMismatch.ts";
import { changeNotes, compare } from "./hoursLabels.ts";
import { changesOf } from "./ruleChanges.ts";
import { callTimesFor, showForm } from "./ruleFormView.ts";
import {
  effectOf,
  findRule,
  refuseOutOfReach,
  ruleOfPath,
  STYLES,
  versionOf,
  versions,
} from "./ruleLookup.ts";
import { hiddenFields, newTexts, type RuleTexts, textsFrom, textsOf } from "./ruleTexts.ts";
import { checkRule } from "./validateRule.ts";

const TAKEN = "Another rule has that name.";

/** Making and changing a rule: the form, what it would do, and the change itself. */
export function ruleEditing(store: HoursStore) {
  /** What was sent, read: or the form again, with what is wrong. */
  async function readRule(
    page: Page,
  ): Promise<{ texts: RuleTexts; wanted: RuleSettings } | { again: PageAnswer }> {
    const texts = textsFrom(page.form);
    const callTimes = await callTimesFor(store, page);
    const { value, errors } = checkRule(texts, page.onlyCustomer, callTimes);
    if (errors) return { again: showForm(page, texts, callTimes, errors) };
    const other = await store.find(value.name);
    if (other && String(other.id) !== texts.id) {
      return { again: showForm(page, texts, callTimes, { name: TAKEN }) };
    }
    return { texts, wanted: value };
  }

  /** Both versions side by side, for the second of two people: nothing of either is lost. */
  function showConflict(texts: RuleTexts, theirs: StoredRule | undefined, wanted: RuleSettings): PageAnswer {
    const retry = theirs ? { ...texts, version: String(theirs.version) } : { ...texts, id: "", version: "" };
    const locals = { name: wanted.name, theirs, rows: compare(theirs, wanted), fields: hiddenFields(retry) };
    return renderView("hours/conflict", "Somebody else was quicker", locals, { status: 409, styles: STYLES });
  }

  async function logged(
    page: Page,
    before: StoredRule | undefined,
    wanted: RuleSettings,
  ): Promise<PageAnswer> {
    const saved = before ?? (await store.find(wanted.name));
    await page.log({
      section: "OFFICEHOURS",
      type: before ? "MODIFY" : "ADD",
      recordId: saved?.id ?? wanted.name,
      code: `Lead Dearchive: office hours "${wanted.name}" ${before ? "changed" : "added"}`,
      notes: changeNotes(before, wanted),
    });
    return redirectTo("/hours", `The rule “${wanted.name}” is saved. It holds within two seconds.`);
  }

  return {
    async create(page: Page): Promise<PageAnswer> {
      if (page.onlyCustomer !== undefined) refuseOutOfReach(page, { customer: page.onlyCustomer });
      const callTimes = await callTimesFor(store, page);
      return showForm(page, newTexts(serverTimeZone() ?? page.zone, page.onlyCustomer ?? ""), callTimes);
    },

    async edit(page: Page): Promise<PageAnswer> {
      const rule = await ruleOfPath(store, page);
      const texts = textsOf(rule, String(rule.id), String(rule.version));
      return showForm(page, texts, await callTimesFor(store, page));
    },

    /** Back from the preview: the form as it was left. */
    async again(page: Page): Promise<PageAnswer> {
      return showForm(page, textsFrom(page.form), await callTimesFor(store, page));
    },

    async preview(page: Page): Promise<PageAnswer> {
      const read = await readRule(page);
      if ("again" in read) return read.again;
      const { texts, wanted } = read;
      const before = await findRule(store, page, texts.id);
      refuseOutOfReach(page, wanted, ...(before ? [before] : []));
      const customer = wanted.customer ?? page.customer.name;
      const compared = await versions(store, customer, before?.id, wanted);
      const locals = {
        name: wanted.name,
        isNew: !before,
        customer: page.onlyCustomer === undefined ? wanted.customer : null,
        changes: changesOf(before, wanted),
        clock: await clockMismatch(store, wanted, customer, page.now),
        effect: effectOf(compared, page.now, wanted.timeZone),
        fields: hiddenFields(texts),
      };
      return renderView("hours/preview", `What ${wanted.name} would do`, locals, { styles: STYLES });
    },

    async save(page: Page): Promise<PageAnswer> {
      const read = await readRule(page);
      if ("again" in read) return read.again;
      const { texts, wanted } = read;
      const before = texts.id === "" ? undefined : await findRule(store, page, texts.id);
      refuseOutOfReach(page, wanted, ...(before ? [before] : []));
      if (texts.id !== "" && !before) return showConflict(texts, undefined, wanted);
      const saved = before
        ? await store.change(before.id, versionOf(texts.version), wanted, page.now)
        : await store.add(wanted, page.now);
      if (saved === "saved") return logged(page, before, wanted);
      if (saved === "stale") return showConflict(texts, await findRule(store, page, texts.id), wanted);
      return showForm(page, texts, await callTimesFor(store, page), { name: TAKEN });
    },
  };
}
