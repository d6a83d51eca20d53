import type { Connection } from "mysql2/promise";
import type { Config } from "../../server/config/index.ts";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { toUtcText } from "../../server/db/sql.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { at } from "./time.ts";

interface SceneKey {
  readonly label: string;
  readonly user: string;
  readonly createdAt: Date;
  /** Columns that differ from the usual. */
  readonly columns?: Readonly<Record<string, string | number | Date | null>>;
}

/** Every key, oldest first, so that the first has number 1: one in each state. */
const KEYS = {
  summer: {
    label: "Summer campaign",
    user: "crm",
    createdAt: at(-170, "10:12:09"),
    columns: { expires_at: at(-55, "23:59:59"), last_used_at: at(-57, "21:14:40") },
  },
  crmOld: {
    label: "CRM",
    user: "crm",
    createdAt: at(-140, "09:31:55"),
    columns: {
      allowed_addresses: "203.0.113.0/24 2001:db8:41::/48",
      expires_at: at(1, "09:15"),
      last_used_at: at(-1, "20:46:10"),
    },
  },
  scripts: {
    label: "Call-back scripts of 2023",
    user: "callback",
    createdAt: at(-96, "14:02:31"),
    columns: {
      response_format: "http_code",
      lead_limit: 100,
      expires_at: at(9, "23:59:59"),
      last_used_at: at(-2, "19:30:02"),
    },
  },
  trial: {
    label: "Trial with an agency",
    user: "dataload",
    createdAt: at(-61, "16:44:18"),
    columns: { revoked_at: at(-33, "11:20:07"), last_used_at: at(-34, "22:08:51") },
  },
  nightly: {
    label: "Data team, nightly",
    user: "dataload",
    createdAt: at(-40, "11:05:27"),
    columns: {
      allowed_addresses: "198.51.100.17",
      lead_limit: 2000,
      rate_limit: 60,
      last_used_at: at(0, "02:12:40"),
    },
  },
  partner: {
    label: "Partner feed",
    user: "partner",
    createdAt: at(-20, "13:13:42"),
    columns: { last_used_at: at(-12, "18:20:13") },
  },
  crm: {
    label: "CRM",
    user: "crm",
    createdAt: at(-1, "09:15:00"),
    columns: {
      allowed_addresses: "203.0.113.0/24 2001:db8:41::/48",
      rolled_from: 2,
      last_used_at: at(0, "18:41:07"),
    },
  },
} as const satisfies Readonly<Record<string, SceneKey>>;

export type KeyName = keyof typeof KEYS;
/** In the order of their numbers, from 1. */
const NAMES = Object.keys(KEYS) as readonly KeyName[];

/** Shown in place of each key's real, random prefix. */
const PREFIXES = [
  "vda_nC40yR",
  "vda_7Qm2Xa",
  "vda_Lw83Tz",
  "vda_pG5hJ0",
  "vda_2VbK9e",
  "vda_x6Dq1M",
  "vda_Rk0s4W",
] as const;

/** Returns the number of a key. */
export function numberOf(name: KeyName): number {
  return NAMES.indexOf(name) + 1;
}

/** Creates the keys without limits, so that a history can be made with them. */
export async function makeKeys(config: Config): Promise<ReadonlyMap<KeyName, string>> {
  const [{ account, ownDatabase }] = config.customers;
  const db = connect({ ...config, account, database: ownDatabase });
  const made = new Map<KeyName, string>();
  try {
    const store = createKeyStore(db, EVERY_CUSTOMER);
    for (const name of NAMES) {
      const { label, user, createdAt } = KEYS[name];
      const wanted = { label, customer: "default", vicidialUser: user, leadLimit: 500, expiresAt: null };
      made.set(name, (await store.create(wanted, createdAt)).key);
    }
    return made;
  } finally {
    await db.destroy();
  }
}

/** Sets the keys' limits and expiry, and prefixes that are the same in every run. */
export async function settleKeys(root: Connection): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const { columns = {} }: SceneKey = KEYS[name];
    const texts = Object.entries(columns).map(([column, value]) => [
      column,
      value instanceof Date ? toUtcText(value) : value,
    ]);
    await root.query("UPDATE dearchive_api_keys SET ? WHERE id = ?", [
      { last_used_at: null, ...Object.fromEntries(texts), prefix: PREFIXES[index] },
      numberOf(name),
    ]);
  }
}
