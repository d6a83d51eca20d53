import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { examineCluster } from "./clusterChecks.ts";
import { examineServer } from "./databaseServer.ts";
import { examineDuplicates } from "./duplicateLeads.ts";
import { examineEncryption, hostOf } from "./encryptionChecks.ts";
import { examine } from "./examination.ts";
import type { Finding } from "./finding.ts";
import { examineRights } from "./grants.ts";
import { examineLeadTables } from "./leadTableChecks.ts";
import { examineLocks } from "./lockChecks.ts";
import { examineOwnTables } from "./ownTableChecks.ts";

export interface ExaminationOptions {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  /** Whose batches are looked at. */
  readonly scope: CustomerScope;
  readonly ownDatabase: string;
  /** Child tables that may change with the leads; none when left out. */
  readonly childTables?: readonly string[];
  readonly now: Date;
  /** How long the two lead tables may be compared. */
  readonly twinBudgetMs: number;
}

/** Whether a check found something that does not work. */
function isBroken(findings: readonly Finding[], check: string): boolean {
  return findings.some((finding) => finding.check === check && finding.level === "broken");
}

/** Looks at what is seen at once, however large the tables are. Changes nothing. */
export async function examineQuickly(
  options: Pick<ExaminationOptions, "db" | "vicidialDatabase" | "childTables" | "scope" | "now">,
): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, childTables, scope, now } = options;
  const server = await examine("connection", () => examineServer(db, now));
  if (isBroken(server, "connection")) return server;
  const own = await examine("migrations", () => examineOwnTables(db, scope));
  const hasOwnTables = !isBroken(own, "migrations");
  return [
    ...server,
    ...(await examine("encryption", () => examineEncryption(db, hostOf(db)))),
    ...own,
    ...(hasOwnTables ? await examine("locks", () => examineLocks(db, vicidialDatabase)) : []),
    ...(await examine("tables", () => examineLeadTables(db, vicidialDatabase, childTables))),
    ...(await examine("cluster", () => examineCluster(db, vicidialDatabase))),
  ];
}

/** Looks at everything that a move depends on, quick checks first. Changes nothing. */
export async function examineAll(options: ExaminationOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, ownDatabase, twinBudgetMs } = options;
  const quick = await examineQuickly(options);
  if (isBroken(quick, "connection")) return quick;
  const bothThere = !isBroken(quick, "tables");
  return [
    ...quick,
    ...(await examine("rights", () => examineRights(db, vicidialDatabase, ownDatabase))),
    ...(bothThere ? await examine("twins", () => examineDuplicates(db, vicidialDatabase, twinBudgetMs)) : []),
  ];
}

export { type Finding, LEVELS, type Level, worst } from "./finding.ts";
export { examineRights, type Needed, neededRights } from "./grants.ts";
export { chooseMenuAccount, examineForInstall, menuRights } from "./installation.ts";
