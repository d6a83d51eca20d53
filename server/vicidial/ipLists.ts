import type { Knex } from "knex";

/** Vicidial treats shorter ids as "no list". */
const MIN_ID_LENGTH = 2;

/** Reads IP lists. An entry is an address, or `a.b.c.x` for a whole class C network. */
export function createIpLists(db: Knex, vicidialDatabase: string) {
  return {
    /** Whether the setting names a list. */
    isNamed: (list: string): boolean => list.length >= MIN_ID_LENGTH,

    async holds(list: string, address: string): Promise<boolean> {
      const row = await db
        .from(`${vicidialDatabase}.vicidial_ip_list_entries`)
        .where("ip_list_id", list)
        .whereIn("ip_address", [address, address.replace(/\.\d+$/, ".x")])
        .first<{ found: number } | undefined>(db.raw("1 AS found"));
      return row !== undefined;
    },
  };
}

export type IpLists = ReturnType<typeof createIpLists>;
