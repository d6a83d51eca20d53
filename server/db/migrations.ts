/** Runs the migrations. Longer than 200 lines, because the list of migrations grows by two lines with each one. */
import type { Knex } from "knex";
import * as apiKeys from "../../migrations/20261123000100_api_keys.ts";
import * as officeHours from "../../migrations/20261123000200_office_hours.ts";
import * as batches from "../../migrations/20261123000300_batches.ts";
import * as batchLeads from "../../migrations/20261123000400_batch_leads.ts";
import * as batchLease from "../../migrations/20261123000500_batch_lease.ts";
import * as apiKeyFormat from "../../migrations/20261123000600_api_key_format.ts";
import * as idempotency from "../../migrations/20261123000700_idempotency.ts";
import * as rateLimits from "../../migrations/20261123000800_rate_limits.ts";
import * as apiKeyRateLimit from "../../migrations/20261123000900_api_key_rate_limit.ts";
import * as apiKeyChanges from "../../migrations/20261123001000_api_key_changes.ts";
import * as batchesOfAKey from "../../migrations/20261123001010_batches_of_a_key.ts";
import * as officeHoursCallTime from "../../migrations/20261123001100_office_hours_call_time.ts";
import * as historyIndexes from "../../migrations/20261123001200_history_indexes.ts";
import * as undos from "../../migrations/20261123001300_undos.ts";
import * as resolutions from "../../migrations/20261123001310_resolutions.ts";
import * as settings from "../../migrations/20261123001500_settings.ts";
import * as runs from "../../migrations/20261126000100_runs.ts";
import * as runParts from "../../migrations/20261126000200_run_parts.ts";
import * as runBatches from "../../migrations/20261126000300_run_batches.ts";
import * as listUploads from "../../migrations/20261128040100_list_uploads.ts";
import * as listUploadPieces from "../../migrations/20261128040200_list_upload_pieces.ts";
import * as resolutionCustomer from "../../migrations/20261128060100_resolution_customer.ts";
import * as batchesOfACustomer from "../../migrations/20261128060200_batches_of_a_customer.ts";
import * as runUndoBatch from "../../migrations/20261128090100_run_undo_batch.ts";
import * as batchOutcomeCounts from "../../migrations/20261128120100_batch_outcome_counts.ts";
import * as undoOfARunsBatch from "../../migrations/20261128120200_undo_of_a_runs_batch.ts";
import * as batchesOfARun from "../../migrations/20261128120300_batches_of_a_run.ts";
import * as listedBatches from "../../migrations/20261128120400_listed_batches.ts";
import * as runNames from "../../migrations/20261128120500_run_names.ts";
import * as requests from "../../migrations/20261128130100_requests.ts";
import * as duplicates from "../../migrations/20261128140100_duplicates.ts";
import * as duplicateSearches from "../../migrations/20261128140200_duplicate_searches.ts";
import * as resolutionUndo from "../../migrations/20261128140300_resolution_undo.ts";
import * as runChanges from "../../migrations/20261128150100_run_changes.ts";
import * as batchChanges from "../../migrations/20261128150110_batch_changes.ts";
import * as leadChanges from "../../migrations/20261128150120_lead_changes.ts";
import * as apiKeyScopes from "../../migrations/20261128150200_api_key_scopes.ts";
import * as runSelfStart from "../../migrations/20261128150300_run_self_start.ts";
import * as runIdempotency from "../../migrations/20261128150310_run_idempotency.ts";
import * as webhooks from "../../migrations/20261128150320_webhooks.ts";
import * as webhookDeliveries from "../../migrations/20261128150330_webhook_deliveries.ts";
import * as runEndsTold from "../../migrations/20261128150340_run_ends_told.ts";
import * as runPlans from "../../migrations/20261128150401_run_plans.ts";
import * as plans from "../../migrations/20261128150402_plans.ts";
import * as planResults from "../../migrations/20261128150403_plan_results.ts";
import * as duplicateVersions from "../../migrations/20261128150701_duplicate_versions.ts";
import { describeHolder, readLockHolder } from "./lockHolder.ts";
import { type MigrationAccounts, missingMigrationGrants } from "./migrationAccounts.ts";
import { releaseNamedLock, takeNamedLock } from "./namedLock.ts";
import { inTransaction } from "./transaction.ts";

/** Reads and changes rows with `db`, and changes tables with `ddl`: no stock account of Vicidial's has both rights. */
type Change = (db: Knex, ddl: Knex) => Promise<void>;

interface NamedMigration {
  readonly name: string;
  readonly migration: { readonly up: Change; readonly down: Change };
}

/** In the order they run. Names carry no file extension: they are the same from source and from dist. */
export const migrations: readonly NamedMigration[] = [
  { name: "20261123000100_api_keys", migration: apiKeys },
  { name: "20261123000200_office_hours", migration: officeHours },
  { name: "20261123000300_batches", migration: batches },
  { name: "20261123000400_batch_leads", migration: batchLeads },
  { name: "20261123000500_batch_lease", migration: batchLease },
  { name: "20261123000600_api_key_format", migration: apiKeyFormat },
  { name: "20261123000700_idempotency", migration: idempotency },
  { name: "20261123000800_rate_limits", migration: rateLimits },
  { name: "20261123000900_api_key_rate_limit", migration: apiKeyRateLimit },
  { name: "20261123001000_api_key_changes", migration: apiKeyChanges },
  { name: "20261123001010_batches_of_a_key", migration: batchesOfAKey },
  { name: "20261123001100_office_hours_call_time", migration: officeHoursCallTime },
  { name: "20261123001200_history_indexes", migration: historyIndexes },
  { name: "20261123001300_undos", migration: undos },
  { name: "20261123001310_resolutions", migration: resolutions },
  { name: "20261123001500_settings", migration: settings },
  { name: "20261126000100_runs", migration: runs },
  { name: "20261126000200_run_parts", migration: runParts },
  { name: "20261126000300_run_batches", migration: runBatches },
  { name: "20261128040100_list_uploads", migration: listUploads },
  { name: "20261128040200_list_upload_pieces", migration: listUploadPieces },
  { name: "20261128060100_resolution_customer", migration: resolutionCustomer },
  { name: "20261128060200_batches_of_a_customer", migration: batchesOfACustomer },
  { name: "20261128090100_run_undo_batch", migration: runUndoBatch },
  { name: "20261128120100_batch_outcome_counts", migration: batchOutcomeCounts },
  { name: "20261128120200_undo_of_a_runs_batch", migration: undoOfARunsBatch },
  { name: "20261128120300_batches_of_a_run", migration: batchesOfARun },
  { name: "20261128120400_listed_batches", migration: listedBatches },
  { name: "20261128120500_run_names", migration: runNames },
  { name: "20261128130100_requests", migration: requests },
  { name: "20261128140100_duplicates", migration: duplicates },
  { name: "20261128140200_duplicate_searches", migration: duplicateSearches },
  { name: "20261128140300_resolution_undo", migration: resolutionUndo },
  { name: "20261128150100_run_changes", migration: runChanges },
  { name: "20261128150110_batch_changes", migration: batchChanges },
  { name: "20261128150120_lead_changes", migration: leadChanges },
  { name: "20261128150200_api_key_scopes", migration: apiKeyScopes },
  { name: "20261128150300_run_self_start", migration: runSelfStart },
  { name: "20261128150310_run_idempotency", migration: runIdempotency },
  { name: "20261128150320_webhooks", migration: webhooks },
  { name: "20261128150330_webhook_deliveries", migration: webhookDeliveries },
  { name: "20261128150340_run_ends_told", migration: runEndsTold },
  { name: "20261128150401_run_plans", migration: runPlans },
  { name: "20261128150402_plans", migration: plans },
  { name: "20261128150403_plan_results", migration: planResults },
  { name: "20261128150701_duplicate_versions", migration: duplicateVersions },
];

const MIGRATIONS_TABLE = "dearchive_migrations";
const LOCK_TABLE = `${MIGRATIONS_TABLE}_lock`;
/** Its name is known: a secret one could not be read before the tables exist. */
export const MIGRATION_LOCK = "dearchive:migrate";
const LOCK_WAIT_SECONDS = 60;

/** Options for knex's migrator, which runs as the account for rows. */
function knexOptions(ddl: Knex): Knex.MigratorConfig {
  return {
    tableName: MIGRATIONS_TABLE,
    // A transaction of one account would block the ALTER TABLE of the other.
    disableTransactions: true,
    migrationSource: {
      getMigrations: async () => [...migrations],
      getMigrationName: ({ name }: NamedMigration) => name,
      getMigration: async ({ migration: { up, down } }: NamedMigration) => ({
        up: (db: Knex) => up(db, ddl),
        down: (db: Knex) => down(db, ddl),
      }),
    },
  };
}

/** Creates the tables in which knex records migrations, as knex would, but with the account that may CREATE. */
async function createRecord({ ddl, rows }: MigrationAccounts): Promise<void> {
  if (!(await rows.schema.hasTable(MIGRATIONS_TABLE)))
    await ddl.schema.createTable(MIGRATIONS_TABLE, (table) => {
      table.increments();
      table.string("name");
      table.integer("batch");
      table.timestamp("migration_time");
    });
  if (!(await rows.schema.hasTable(LOCK_TABLE)))
    await ddl.schema.createTable(LOCK_TABLE, (table) => {
      table.increments("index").primary();
      table.integer("is_locked");
    });
}

/** Names the session to look for, which may be no migration at all. */
async function migratingAlready(db: Knex): Promise<Error> {
  const holder = await readLockHolder(db, MIGRATION_LOCK);
  const who = holder ? `: ${describeHolder(holder)} holds the lock "${MIGRATION_LOCK}"` : "";
  return new Error(`another process has been migrating for over ${LOCK_WAIT_SECONDS} s${who}`);
}

/**
 * Runs `work` while no other process migrates. The server drops its named lock with the connection; knex's own lock row
 * outlives a killed process, so it is cleared under the named lock.
 */
async function alone<T>({ ddl, rows }: MigrationAccounts, work: () => Promise<T>): Promise<T> {
  return inTransaction(rows, async (holder) => {
    if (!(await takeNamedLock(holder, MIGRATION_LOCK, LOCK_WAIT_SECONDS)))
      throw await migratingAlready(holder);
    try {
      await createRecord({ ddl, rows });
      await rows.migrate.forceFreeMigrationsLock(knexOptions(ddl));
      return await work();
    } finally {
      await releaseNamedLock(holder, MIGRATION_LOCK);
    }
  });
}

/**
 * Brings our own tables up to date. Safe to run twice, and from two processes at once. Checks every right before the first
 * change.
 *
 * @returns the names of the migrations that were run
 * @throws Error with the missing GRANTs
 */
export async function migrateUp(accounts: MigrationAccounts): Promise<readonly string[]> {
  const { ddl, rows } = accounts;
  const grants = await missingMigrationGrants(accounts);
  if (grants.length > 0 && (await pendingMigrations(rows)).length === 0) return [];
  if (grants.length > 0)
    throw new Error(
      `nothing was changed: a database account lacks rights. Run this as the database's administrator, or name an account that has them with DEARCHIVE_MIGRATION_USER:\n${grants.map((grant) => `  ${grant};`).join("\n")}`,
    );
  return alone(accounts, async () => {
    const [, names] = (await rows.migrate.latest(knexOptions(ddl))) as [number, string[]];
    return names;
  });
}

/** Undoes every migration and drops our own tables and nothing else. Needs a `ddl` account that may DROP. */
export async function migrateDown(accounts: MigrationAccounts): Promise<void> {
  const { ddl, rows } = accounts;
  await alone(accounts, async () => {
    await rows.migrate.rollback(knexOptions(ddl), true);
    for (const table of [MIGRATIONS_TABLE, LOCK_TABLE]) await ddl.schema.dropTableIfExists(table);
  });
}

/** Returns the migrations that have not run yet. Needs only SELECT. */
export async function pendingMigrations(db: Knex): Promise<readonly string[]> {
  const names = migrations.map(({ name }) => name);
  if (!(await db.schema.hasTable(MIGRATIONS_TABLE))) return names;
  const rows: { name: string }[] = await db.select("name").from(MIGRATIONS_TABLE);
  const done = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !done.has(name));
}
