import type { Knex } from "knex";
import type { CustomerScope } from "../../db/customerScope.ts";
import { createBatchSearch } from "../../history/batchSearch.ts";
import { createBatchStatistics } from "../../history/batchStatistics.ts";
import { createChangedLeads } from "../../history/changedLeads.ts";
import { createDailyCounts } from "../../history/dailyCounts.ts";
import { createDuplicateChoice } from "../../history/duplicateChoice.ts";
import { createDuplicateStore } from "../../history/duplicateStore.ts";
import { createKeyUsage } from "../../history/keyUsage.ts";
import { createLeadOutcomes } from "../../history/leadOutcomes.ts";
import { createResolutions } from "../../history/resolutions.ts";
import { createRunPace } from "../../history/runPace.ts";
import { createUndos } from "../../history/undos.ts";
import { type CallTimesOf, createHoursStore } from "../../hours/hoursStore.ts";
import { createKeyStore } from "../../keys/keyStore.ts";
import { createRequestStore } from "../../keys/requestStore.ts";
import { createChangesCheck } from "../../leads/changes/index.ts";
import { createValueReader } from "../../leads/changes/leadValues.ts";
import { createActivityReader } from "../../leads/lookup/activity.ts";
import { createLeadMatcher } from "../../leads/lookup/leadMatches.ts";
import { createLocations } from "../../leads/lookup/locations.ts";
import { createStatusCounts } from "../../leads/lookup/statusCounts.ts";
import { createTableSearch } from "../../leads/lookup/tableSearch.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import type { LeadTable } from "../../leads/tables/direction.ts";
import { createDuplicates } from "../../leads/tables/duplicates.ts";
import { createRowReturn } from "../../leads/tables/savedRow.ts";
import { createPlanDecisions } from "../../plans/planDecisions.ts";
import { createPlanStore } from "../../plans/planStore.ts";
import { createListUploads } from "../../runs/store/listUploads.ts";
import { createRunChunks } from "../../runs/store/runChunks.ts";
import { createRunSearch } from "../../runs/store/runSearch.ts";
import { createRunStore } from "../../runs/store/runStore.ts";
import { createArchiveWarningChecks } from "../../runs/work/archiveWarningChecks.ts";
import { createLists } from "../../vicidial/lists.ts";
import { createStatuses } from "../../vicidial/statuses.ts";
import { createUsers } from "../../vicidial/users.ts";
import { createDeliveryStore } from "../../webhooks/deliveryStore.ts";
import { createWebhookStore } from "../../webhooks/webhookStore.ts";

/** Opens keys and office hours in the default customer's database, which stores them for all customers. */
export function homeStores(db: Knex, callTimesOf: CallTimesOf, scope: CustomerScope) {
  return {
    keys: createKeyStore(db, scope),
    requests: createRequestStore(db),
    hours: createHoursStore(db, callTimesOf, scope),
  };
}

/** Opens what finds the leads of a table. */
function openTable(db: Knex, vicidialDatabase: string, table: LeadTable) {
  return {
    search: createTableSearch(db, vicidialDatabase, table),
    statusCounts: createStatusCounts(db, vicidialDatabase, table),
    matcher: createLeadMatcher(db, vicidialDatabase, table),
  };
}

/** Opens the stores in a customer's own database. Several customers may share it. */
export function customerStores(
  db: Knex,
  vicidialDatabase: string,
  scope: CustomerScope,
  childTables: readonly string[],
  plans?: ColumnPlans,
) {
  return {
    statistics: createBatchStatistics(db, scope),
    usage: createKeyUsage(db, scope),
    daily: createDailyCounts(db, scope),
    batches: createBatchSearch(db, scope),
    leadOutcomes: createLeadOutcomes(db, scope),
    changedLeads: createChangedLeads(db, scope),
    leadValues: createValueReader(db, vicidialDatabase),
    changesCheck: createChangesCheck(db, vicidialDatabase),
    locations: createLocations(db, vicidialDatabase, plans),
    undos: createUndos(db, scope),
    resolutions: createResolutions(db, scope),
    duplicates: createDuplicates(db, vicidialDatabase, childTables),
    knownDuplicates: createDuplicateStore(db, scope),
    duplicateChoice: createDuplicateChoice(db, scope),
    putBack: createRowReturn(db, vicidialDatabase),
    readActivity: createActivityReader(db, vicidialDatabase),
    leadTables: {
      vicidial_list: openTable(db, vicidialDatabase, "vicidial_list"),
      vicidial_list_archive: openTable(db, vicidialDatabase, "vicidial_list_archive"),
    },
    statuses: createStatuses(db, vicidialDatabase),
    runs: createRunStore(db, scope),
    runChunks: createRunChunks(db, scope),
    runSearch: createRunSearch(db, scope),
    runPace: createRunPace(db, scope),
    archiveChecks: createArchiveWarningChecks(db, vicidialDatabase, plans),
    listUploads: createListUploads(db),
    plans: createPlanStore(db, scope),
    planDecisions: createPlanDecisions({
      db,
      vicidialDatabase,
      users: createUsers(db, vicidialDatabase),
      lists: createLists(db, vicidialDatabase),
    }),
    webhooks: createWebhookStore(db, scope),
    deliveries: createDeliveryStore(db, scope),
  };
}

export type HomeStores = ReturnType<typeof homeStores>;
export type CustomerStores = ReturnType<typeof customerStores>;
