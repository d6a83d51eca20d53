import type { Knex } from "knex";
import { examine } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { examineLeadTables } from "./leadTables.ts";
import { examineOwnTables } from "./ownTables.ts";
import { examineRights } from "./rights.ts";
import { examineServer } from "./server.ts";
import { examineTwins } from "./twins.ts";

export interface ExaminationOptions {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly ownDatabase: string;
  readonly now: Date;
  /** How long the two lead tables may be compared. */
  readonly twinBudgetMs: number;
}

/** Looks at everything that a move depends on, quick checks first. Changes nothing. */
export async function examineAll(options: ExaminationOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, ownDatabase, now, twinBudgetMs } = options;
  const server = await examine("connection", () => examineServer(db, now));
  if (server.some((finding) => finding.check === "connection" && finding.level === "broken")) return server;
  const tables = await examine("tables", () => examineLeadTables(db, vicidialDatabase));
  const bothThere = !tables.some((finding) => finding.check === "tables" && finding.level === "broken");
  return [
    ...server,
    ...(await examine("migrations", () => examineOwnTables(db))),
    ...(await examine("rights", () => examineRights(db, vicidialDatabase, ownDatabase))),
    ...tables,
    ...(bothThere ? await examine("twins", () => examineTwins(db, vicidialDatabase, twinBudgetMs)) : []),
  ];
}

export { type Finding, LEVELS, type Level, worst } from "./finding.ts";
export { examineForInstall } from "./installation.ts";
export { examineRights } from "./rights.ts";
