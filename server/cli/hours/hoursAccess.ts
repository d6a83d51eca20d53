import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../db/customerScope.ts";
import { createHoursStore, type HoursStore } from "../../hours/hoursStore.ts";
import { type CallTimes, createCallTimes } from "../../vicidial/callTimes.ts";
import { findConfigured, openPool, withHome } from "../customerAccess.ts";

/** Opens the office hours rules, and on demand the Vicidial of each customer for its call times. */
export async function withHours<T>(work: (store: HoursStore) => Promise<T>): Promise<T> {
  return withHome(async (home, config) => {
    const pools = new Map<string, Knex>();
    function callTimesOf(name: string): CallTimes | undefined {
      const customer = findConfigured(config, name);
      if (!customer) return undefined;
      const pool = pools.get(customer.name) ?? openPool(customer, customer.account, config);
      pools.set(customer.name, pool);
      return createCallTimes(pool, customer.vicidialDatabase);
    }
    try {
      return await work(createHoursStore(home, callTimesOf, EVERY_CUSTOMER));
    } finally {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    }
  });
}
