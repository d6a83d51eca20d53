import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import type { RuleSettings } from "../../hours/officeHoursRule.ts";
import { serverTimeZone } from "../../hours/timeZones.ts";
import { phrase } from "../../lib/phrase.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { clockMismatch } from "./clockMismatch.ts";
import { changeNotes, compare } from "./hoursLabels.ts";
import { changesOf } from "./ruleChanges.ts";
import { hiddenFields, newRuleFields, type RuleFields, readRuleFields, ruleFields } from "./ruleFields.ts";
import { callTimesFor, showForm } from "./ruleFormView.ts";
import {
  dateEffects,
  effectOf,
  findRule,
  requireSettable,
  ruleOfPath,
  rulesBeforeAndAfter,
  STYLES,
  versionOf,
} from "./ruleLookup.ts";
import { checkRule } from "./validateRule.ts";

const TAKEN = phrase("Another rule has this name. Choose a different name.");

/** Creates and changes rules. */
export function ruleEditing(store: HoursStore) {
  /** Reads the submitted rule, or returns the form with its errors. */
  async function readRule(
    page: Page,
  ): Promise<{ fields: RuleFields; wanted: RuleSettings } | { again: PageAnswer }> {
    const fields = readRuleFields(page.form);
    const callTimes = await callTimesFor(store, page);
    const { value, errors } = checkRule(fields, page.onlyCustomer, callTimes);
    if (errors) return { again: showForm(page, fields, callTimes, errors) };
    const other = await store.find(value.name);
    if (other && String(other.id) !== fields.id) {
      return { again: showForm(page, fields, callTimes, { name: TAKEN }) };
    }
    return { fields, wanted: value };
  }

  /** Shows both versions side by side, so that neither user's changes are lost. */
  function showConflict(
    fields: RuleFields,
    theirs: StoredRule | undefined,
    wanted: RuleSettings,
  ): PageAnswer {
    const retry = theirs
      ? { ...fields, version: String(theirs.version) }
      : { ...fields, id: "", version: "" };
    const locals = { name: wanted.name, theirs, rows: compare(theirs, wanted), fields: hiddenFields(retry) };
    return renderView("hours/conflict", phrase("Changed by another user"), locals, {
      status: 409,
      styles: STYLES,
    });
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
      code: `office hours "${wanted.name}" ${before ? "changed" : "added"}`,
      notes: changeNotes(before, wanted),
    });
    return redirectTo(
      "/hours",
      phrase("The rule “%1s” was saved. It applies within 2 seconds.", wanted.name),
    );
  }

  return {
    async create(page: Page): Promise<PageAnswer> {
      if (page.onlyCustomer !== undefined) requireSettable(page, { customer: page.onlyCustomer });
      const callTimes = await callTimesFor(store, page);
      return showForm(page, newRuleFields(serverTimeZone() ?? page.zone, page.onlyCustomer ?? ""), callTimes);
    },

    async edit(page: Page): Promise<PageAnswer> {
      const rule = await ruleOfPath(store, page);
      const fields = ruleFields(rule, page.now, String(rule.id), String(rule.version));
      return showForm(page, fields, await callTimesFor(store, page));
    },

    /** Returns from the preview to the form. */
    async again(page: Page): Promise<PageAnswer> {
      return showForm(page, readRuleFields(page.form), await callTimesFor(store, page));
    },

    async preview(page: Page): Promise<PageAnswer> {
      const read = await readRule(page);
      if ("again" in read) return read.again;
      const { fields, wanted } = read;
      const before = await findRule(store, page, fields.id);
      requireSettable(page, wanted, ...(before ? [before] : []));
      const customer = wanted.customer ?? page.customer.name;
      const compared = await rulesBeforeAndAfter(store, customer, before?.id, wanted);
      const locals = {
        name: wanted.name,
        isNew: !before,
        customer: page.onlyCustomer === undefined ? wanted.customer : null,
        changes: changesOf(before, wanted),
        clock: await clockMismatch(store, wanted, customer, page.now),
        effect: effectOf(compared, page.now, wanted.timeZone),
        dates: dateEffects(compared, wanted, page.now, wanted.timeZone),
        fields: hiddenFields(fields),
      };
      return renderView("hours/preview", phrase("Preview of %1s", wanted.name), locals, { styles: STYLES });
    },

    async save(page: Page): Promise<PageAnswer> {
      const read = await readRule(page);
      if ("again" in read) return read.again;
      const { fields, wanted } = read;
      const before = fields.id === "" ? undefined : await findRule(store, page, fields.id);
      requireSettable(page, wanted, ...(before ? [before] : []));
      if (fields.id !== "" && !before) return showConflict(fields, undefined, wanted);
      const saved = before
        ? await store.change(before.id, versionOf(fields.version), wanted, page.now)
        : await store.add(wanted, page.now);
      if (saved === "saved") return logged(page, before, wanted);
      if (saved === "stale") return showConflict(fields, await findRule(store, page, fields.id), wanted);
      return showForm(page, fields, await callTimesFor(store, page), { name: TAKEN });
    },
  };
}
