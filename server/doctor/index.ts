import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import type { CheckGroup } from "./checkWatch.ts";
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
import { examinePasswords } from "./passwordChecks.ts";
import { examinePhpTimeZone } from "./phpTimeZone.ts";
import { examineProxyTrust } from "./proxyTrustChecks.ts";

export interface ExaminationOptions {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  /** Customers whose batches are checked. */
  readonly scope: CustomerScope;
  readonly ownDatabase: string;
  /** Child tables that may change with the leads. Default: none. */
  readonly childTables?: readonly string[];
  readonly now: Date;
  /** Time limit for counting leads in both tables. */
  readonly duplicatesBudgetMs: number;
}

type QuickOptions = Pick<ExaminationOptions, "db" | "vicidialDatabase" | "childTables" | "scope" | "now">;

/** Tells whether a check found something broken. */
function isBroken(findings: readonly Finding[], check: string): boolean {
  return findings.some((finding) => finding.check === check && finding.level === "broken");
}

const REPEAT_MS = 60_000;

export interface GroupOptions extends Omit<QuickOptions, "now"> {
  /** Ranges of proxies, to be checked too; null for customers who do not run the service. */
  readonly trustedProxies: readonly string[] | null;
}

/** Returns the checks that a running service repeats in the background. */
export function checkGroups({ trustedProxies, ...options }: GroupOptions): readonly CheckGroup[] {
  const database: CheckGroup = {
    name: "database",
    everyMs: REPEAT_MS,
    run: (now) => examineQuickly({ ...options, now }),
  };
  if (!trustedProxies) return [database];
  const proxies: CheckGroup = {
    name: "proxies",
    everyMs: REPEAT_MS,
    run: (now) => examine("trusted proxies", () => examineProxyTrust(options.db, trustedProxies, now)),
  };
  return [database, proxies];
}

/** Runs the checks that are fast on tables of any size. Changes nothing. */
export async function examineQuickly(options: QuickOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, childTables, scope, now } = options;
  const server = await examine("connection", () => examineServer(db, now));
  if (isBroken(server, "connection")) return server;
  const own = await examine("migrations", () => examineOwnTables(db, scope));
  const hasOwnTables = !isBroken(own, "migrations");
  return [
    ...server,
    ...(await examine("php time zone", () => examinePhpTimeZone(db, vicidialDatabase))),
    ...(await examine("encryption", () => examineEncryption(db, hostOf(db)))),
    ...own,
    ...(hasOwnTables ? await examine("locks", () => examineLocks(db, vicidialDatabase)) : []),
    ...(await examine("tables", () => examineLeadTables(db, vicidialDatabase, childTables))),
    ...(await examine("cluster", () => examineCluster(db, vicidialDatabase))),
  ];
}

/** Checks everything that a move depends on, quick checks first. Changes nothing. */
export async function examineAll(options: ExaminationOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, ownDatabase, duplicatesBudgetMs } = options;
  const quick = await examineQuickly(options);
  if (isBroken(quick, "connection")) return quick;
  const hasBothTables = !isBroken(quick, "tables");
  return [
    ...quick,
    ...(await examine("rights", () => examineRights(db, vicidialDatabase, ownDatabase))),
    ...(await examine("passwords", () => examinePasswords(db, vicidialDatabase))),
    ...(hasBothTables
      ? await examine("duplicates", () => examineDuplicates(db, vicidialDatabase, duplicatesBudgetMs))
      : []),
  ];
}

export { type CheckedGroup, type CheckGroup, type CheckWatch, createCheckWatch } from "./checkWatch.ts";
export { examine } from "./examination.ts";
export { type Finding, LEVELS, type Level, worst } from "./finding.ts";
export { examineRights, type Needed, neededRights } from "./grants.ts";
export { chooseMenuAccount, examineForInstall, menuRights } from "./installation.ts";
export { examineMachine } from "./machineChecks.ts";
export { examineMenu } from "./menuChecks.ts";
