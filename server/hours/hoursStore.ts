import type { Knex } from "knex";
import { isDuplicateRow } from "../db/failures.ts";
import { createCallTimes } from "../vicidial/callTimes.ts";
import { resolveRule } from "./callTimes.ts";
import type { OfficeHoursRule, RuleSettings } from "./rule.ts";
import { columnsOf, type StoredRule, toRule } from "./ruleRow.ts";

const RULE_LIMIT = 1000;

/** What became of a change: `taken` is another rule's name, `stale` a version that is not the last any more. */
export type Saved = "saved" | "taken" | "stale";

/**
 * Keeps the rules of the office hours, and reads the call times that they follow.
 *
 * @param vicidialDatabase whose call times are followed; on the same server as our own tables
 */
export function createHoursStore(db: Knex, vicidialDatabase: string) {
  const table = () => db("dearchive_office_hours");
  const callTimes = createCallTimes(db, vicidialDatabase);

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

  /** Rules as they can be judged now: with their call times as these stand in Vicidial. */
  async function resolve(rules: readonly RuleSettings[]): Promise<readonly OfficeHoursRule[]> {
    const followed = rules.flatMap(({ callTimeId }) => callTimeId ?? []);
    const found = followed.length > 0 ? await callTimes.list(followed) : [];
    return rules.map((rule) => resolveRule(rule, found));
  }

  return {
    /** Every rule as it can be judged, by name; with a customer, those that hold for it. */
    async list(customer?: string): Promise<readonly OfficeHoursRule[]> {
      return resolve(await listStored(customer));
    },

    /** Every rule as it was set, by name. */
    listStored,
    resolve,

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

    /** Every call time of Vicidial's, by id. */
    listCallTimes: () => callTimes.list(),
  };
}

export type HoursStore = ReturnType<typeof createHoursStore>;
export type { StoredRule } from "./ruleRow.ts";
