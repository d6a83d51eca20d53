import type { Knex } from "knex";
import { DEFAULT_CUSTOMER } from "../config/index.ts";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { isDuplicateRow } from "../db/databaseErrors.ts";
import type { CallTime, CallTimes } from "../vicidial/callTimes.ts";
import { resolveRule } from "./callTimeRules.ts";
import type { OfficeHoursRule, RuleSettings } from "./officeHoursRule.ts";
import { columnsOf, type StoredRule, toRule } from "./ruleRow.ts";

const RULE_LIMIT = 1000;

/** Result of a change: `taken` means another rule has the name, `stale` that the version is outdated. */
export type Saved = "saved" | "taken" | "stale";

/** Returns the call times of a customer's Vicidial; undefined for an unknown customer. */
export type CallTimesOf = (customer: string) => CallTimes | undefined;

/**
 * Stores office hours rules and resolves them. A rule for all customers that follows a call time is resolved with the
 * requesting customer's own Vicidial.
 *
 * @param scope limits the rules. A rule for all customers is visible in every scope and can be changed in the scope of every customer
 */
export function createHoursStore(db: Knex, callTimesOf: CallTimesOf, scope: CustomerScope) {
  const table = () => db("dearchive_office_hours");

  function seen() {
    if (scope.kind === "every") return table();
    const { customer } = scope;
    return table().where((where) => where.whereNull("customer").orWhere({ customer }));
  }

  /** Maps a violation of the unique name to `taken`. */
  async function unlessTaken(work: () => Promise<Saved>): Promise<Saved> {
    try {
      return await work();
    } catch (error) {
      if (isDuplicateRow(error)) return "taken";
      throw error;
    }
  }

  async function listStored(customer?: string): Promise<readonly StoredRule[]> {
    const query = seen().select("*").orderBy("name").limit(RULE_LIMIT);
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

  /** Returns a rule with its Vicidial call time resolved. */
  async function resolve(rule: RuleSettings, customer?: string): Promise<OfficeHoursRule> {
    const [resolved] = await resolveFor(customer ?? rule.customer ?? DEFAULT_CUSTOMER, [rule]);
    if (!resolved) throw new Error("a rule was not resolved");
    return resolved;
  }

  return {
    /** Returns a customer's rules by name, with their call times resolved. */
    async list(customer: string): Promise<readonly OfficeHoursRule[]> {
      return resolveFor(customer, await listStored(customer));
    },

    /** Returns every rule as it was entered, by name; with a customer, only the rules that apply to it. */
    listStored,
    resolve,
    resolveFor,

    async find(name: string): Promise<StoredRule | undefined> {
      const row = await seen().where({ name }).first();
      return row && toRule(row);
    },

    async findById(id: number): Promise<StoredRule | undefined> {
      const row = await seen().where({ id }).first();
      return row && toRule(row);
    },

    /** Adds a rule. */
    add(rule: RuleSettings, now: Date): Promise<Saved> {
      return unlessTaken(async () => {
        await table().insert(columnsOf(rule, now));
        return "saved";
      });
    },

    /** Changes the rule if its version is unchanged; one statement compares and writes. */
    change(id: number, version: number, rule: RuleSettings, now: Date): Promise<Saved> {
      return unlessTaken(async () => {
        const changed = await table()
          .where({ id, version, ...inScope(scope) })
          .update({ ...columnsOf(rule, now), version: version + 1 });
        return changed > 0 ? "saved" : "stale";
      });
    },

    /** @returns whether the rule existed in that version and was deleted */
    async remove(id: number, version: number): Promise<boolean> {
      return (
        (await table()
          .where({ id, version, ...inScope(scope) })
          .delete()) > 0
      );
    },

    /** Returns the offset of a customer's Vicidial clock from UTC in minutes; null if unknown. */
    async serverOffset(customer: string, now: Date): Promise<number | null> {
      return (await callTimesOf(customer)?.serverOffset(now)) ?? null;
    },

    /** Returns every call time that a customer's rules may follow, by id. */
    async listCallTimes(customer: string): Promise<readonly CallTime[]> {
      return (await callTimesOf(customer)?.list()) ?? [];
    },
  };
}

export type HoursStore = ReturnType<typeof createHoursStore>;
export type { StoredRule } from "./ruleRow.ts";
