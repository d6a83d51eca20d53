import type { Knex } from "knex";
import { DEFAULT_CUSTOMER } from "../config.ts";
import { isDuplicateRow } from "../db/failures.ts";
import type { CallTime, CallTimes } from "../vicidial/callTimes.ts";
import { resolveRule } from "./callTimes.ts";
import type { OfficeHoursRule, RuleSettings } from "./rule.ts";
import { columnsOf, type StoredRule, toRule } from "./ruleRow.ts";

const RULE_LIMIT = 1000;

/** What became of a change: `taken` is another rule's name, `stale` a version that is not the last any more. */
export type Saved = "saved" | "taken" | "stale";

/** The call times of a customer's Vicidial; undefined for a customer that is none. */
export type CallTimesOf = (customer: string) => CallTimes | undefined;

/**
 * Keeps the rules of the office hours, and resolves them: a rule that follows a call time means the one in the Vicidial
 * of the customer whose moves are judged, so that a rule for all finds each customer's own.
 */
export function createHoursStore(db: Knex, callTimesOf: CallTimesOf) {
  const table = () => db("dearchive_office_hours");

  /** Turns the name's unique index into an answer. */
  async function unlessTaken(work: () => Promise<Saved>): Promise<Saved> {
    try {
      return await work();
    } catch (error) {
      if (isDuplicateRow(error)) return "taken";
      throw error;
    }
  }

  async function listStored(customer?: string): Promise<readonly StoredRule[]> {
    const query = table().select("*").orderBy("name").limit(RULE_LIMIT);
    if (customer !== undefined) query.where((where) => where.whereNull("customer").orWhere({ customer }));
    return (await query).map(toRule);
  }

  async function resolveFor(
    customer: string,
    rules: readonly RuleSettings[],
  ): Promise<readonly OfficeHoursRule[]> {
    const ids = rules.flatMap(({ callTimeId }) => callTimeId ?? []);
    const found = ids.length > 0 ? await callTimesOf(customer)?.list(ids) : [];
    return rules.map((rule) => resolveRule(rule, found ?? []));
  }

  /** A rule as it can be judged now, with its call time as this stands in Vicidial. */
  async function resolve(rule: RuleSettings, customer?: string): Promise<OfficeHoursRule> {
    const [resolved] = await resolveFor(customer ?? rule.customer ?? DEFAULT_CUSTOMER, [rule]);
    if (!resolved) throw new Error("a rule was not resolved");
    return resolved;
  }

  return {
    /** The rules that hold for a customer, by name, as they can be judged now. */
    async list(customer: string): Promise<readonly OfficeHoursRule[]> {
      return resolveFor(customer, await listStored(customer));
    },

    /** Every rule as it was set, by name; with a customer, those that hold for it. */
    listStored,
    resolve,
    resolveFor,

    async find(name: string): Promise<StoredRule | undefined> {
      const row = await table().where({ name }).first();
      return row && toRule(row);
    },

    async findById(id: number): Promise<StoredRule | undefined> {
      const row = await table().where({ id }).first();
      return row && toRule(row);
    },

    /** Keeps a new rule. */
    add(rule: RuleSettings, now: Date): Promise<Saved> {
      return unlessTaken(async () => {
        await table().insert(columnsOf(rule, now));
        return "saved";
      });
    },

    /** Changes the rule only while it is as it was looked at: one statement compares and writes. */
    change(id: number, version: number, rule: RuleSettings, now: Date): Promise<Saved> {
      return unlessTaken(async () => {
        const changed = await table()
          .where({ id, version })
          .update({ ...columnsOf(rule, now), version: version + 1 });
        return changed > 0 ? "saved" : "stale";
      });
    },

    /** @returns whether the rule was there in that version, and is gone now */
    async remove(id: number, version: number): Promise<boolean> {
      return (await table().where({ id, version }).delete()) > 0;
    },

    /** By how many minutes the clock of a customer's Vicidial is ahead of UTC; null where that is not told. */
    async serverOffset(customer: string, now: Date): Promise<number | null> {
      return (await callTimesOf(customer)?.serverOffset(now)) ?? null;
    },

    /** Every call time that a customer's rules may follow, by id. */
    async listCallTimes(customer: string): Promise<readonly CallTime[]> {
      return (await callTimesOf(customer)?.list()) ?? [];
    },
  };
}

export type HoursStore = ReturnType<typeof createHoursStore>;
export type { StoredRule } from "./ruleRow.ts";
