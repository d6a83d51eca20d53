import type { Knex } from "knex";
import { MIN_PAGE_LEVEL } from "./signIn.ts";

/** Lists active users who may open the pages but have no hashed password. No index: Vicidial has a few thousand users at most. */
export async function listUsersWithoutHash(db: Knex, vicidialDatabase: string): Promise<readonly string[]> {
  const rows = await db<{ user: string }>(`${vicidialDatabase}.vicidial_users`)
    .where("active", "Y")
    .where("user_level", ">=", MIN_PAGE_LEVEL)
    .whereRaw("COALESCE(pass_hash, '') = ''")
    .orderBy("user")
    .select("user");
  return rows.map(({ user }) => user);
}
