import type { Knex } from "knex";
import { createCallerLeads } from "./callerLeads.ts";
import { createLeadRecords } from "./leadRecords.ts";
import { createLocator } from "./locator.ts";
import { createLeadPages } from "./searchPages.ts";

/** Everything that the API needs to look up leads of a customer. */
export function createLeadLookup(db: Knex, vicidialDatabase: string) {
  return {
    archivedPage: createLeadPages(db, vicidialDatabase, "vicidial_list_archive"),
    readRecords: createLeadRecords(db, vicidialDatabase),
    locate: createLocator(db, vicidialDatabase),
    callerLead: createCallerLeads(db, vicidialDatabase),
  };
}

export type LeadLookup = ReturnType<typeof createLeadLookup>;
