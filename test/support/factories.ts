import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createKeyStore, type NewApiKey } from "../../server/keys/keyStore.ts";
import type { LeadTable } from "../../server/leads/tables/direction.ts";
import type { TestDatabase } from "./database.ts";
import { idsFrom } from "./leadIds.ts";

export type LeadRow = Readonly<Record<string, string | number | null>>;

const LEAD: LeadRow = {
  entry_date: "2024-05-01 10:00:00",
  modify_date: "2024-06-01 11:30:00",
  status: "NA",
  user: "1001",
  list_id: 1001,
  gmt_offset_now: "-5.00",
  called_since_last_reset: "Y",
  phone_code: "1",
  phone_number: "5551234567",
  first_name: "Ann",
  last_name: "Smith",
  gender: "F",
  date_of_birth: "1980-02-29",
  email: "ann@example.com",
  comments: "",
  called_count: 3,
  last_local_call_time: "2024-06-01 06:30:00",
  rank: 0,
  owner: "",
  entry_list_id: 1001,
};

/** Inserts a typical lead, with `columns` applied. */
export async function insertLead(
  database: TestDatabase,
  table: LeadTable,
  leadId: number,
  columns: LeadRow = {},
): Promise<void> {
  await database.root(table).insert({ ...LEAD, lead_id: leadId, ...columns });
}

/** Inserts typical leads with different phone numbers. */
export async function insertLeads(
  database: TestDatabase,
  table: LeadTable,
  ids: readonly number[],
): Promise<void> {
  const { phone_number: _, ...columns } = LEAD;
  // The server multiplies the rows: as bindings, thousands of leads would take a second.
  await database.sql(
    `INSERT INTO ${table} (lead_id, phone_number, ${Object.keys(columns).join(", ")})
     SELECT id, CONCAT('555', LPAD(id, GREATEST(7, LENGTH(id)), '0')), ${Object.keys(columns).fill("?").join(", ")}
     FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) AS ids`,
    [...Object.values(columns), JSON.stringify(ids)],
  );
}

/** Returns a function that archives as many leads with new ids, all with the same `columns`, and returns the ids. */
export function leadArchiver(database: () => TestDatabase) {
  let next = 1;
  return async (count: number, columns: LeadRow = {}): Promise<readonly number[]> => {
    const ids = idsFrom(next, next + count - 1);
    next += count;
    await insertLeads(database(), "vicidial_list_archive", ids);
    if (Object.keys(columns).length > 0)
      await database().root("vicidial_list_archive").whereIn("lead_id", ids).update(columns);
    return ids;
  };
}

/** Makes the driver return each row as an array of bytes, converted only to the session's character set. */
const AS_BYTES = { rowsAsArray: true, typeCast: false };

/** Returns every row by lead id, as text that shows each byte: NULL, '' and trailing spaces all differ. */
export async function readLeads(
  database: TestDatabase,
  table: LeadTable,
): Promise<ReadonlyMap<number, string>> {
  const [rows, fields]: [(Buffer | null)[][], { name: string }[]] = await database.root
    .raw(`SELECT * FROM ${table} ORDER BY lead_id`)
    .options(AS_BYTES);
  const columns = fields.map(({ name }, index) => ({ name, index }));
  columns.sort((one, other) => (one.name < other.name ? -1 : 1));
  const id = fields.findIndex(({ name }) => name === "lead_id");
  return new Map(
    rows.map((row) => [
      Number(row[id]),
      columns.map(({ name, index }) => `${name}=${row[index]?.toString("hex") ?? "NULL"};`).join(""),
    ]),
  );
}

/** Returns the ids of a table's leads, in ascending order. */
export async function leadIdsIn(database: TestDatabase, table: LeadTable): Promise<readonly number[]> {
  return database.root(table).orderBy("lead_id").pluck<number[]>("lead_id");
}

/** Creates a Vicidial user with every right that the lead API needs, with `columns` applied. Returns the user name. */
export async function createUser(
  database: TestDatabase,
  user = "apiuser",
  columns: Readonly<Record<string, string | number | null>> = {},
  allowedCampaigns = " -ALL-CAMPAIGNS- - -",
): Promise<string> {
  const group = `G_${user}`.slice(0, 20);
  await database.root("vicidial_user_groups").insert({
    user_group: group,
    group_name: group,
    allowed_campaigns: allowedCampaigns,
  });
  await database.root("vicidial_users").insert({
    user,
    pass: "not-used",
    full_name: user,
    user_level: 8,
    user_group: group,
    modify_leads: "1",
    vdc_agent_api_access: "1",
    ...columns,
  });
  return user;
}

/** Creates an API key for an existing user. */
export async function createKey(
  database: TestDatabase,
  wanted: Partial<NewApiKey> = {},
): Promise<{ id: number; key: string }> {
  return createKeyStore(database.root, EVERY_CUSTOMER).create(
    {
      label: "test",
      customer: "default",
      vicidialUser: "apiuser",
      leadLimit: 500,
      expiresAt: null,
      ...wanted,
    },
    new Date(),
  );
}
