import { scopeOfCustomer } from "../../db/customerScope.ts";
import type { Batch } from "../../history/batch.ts";
import { createBatchSearch } from "../../history/batchSearch.ts";
import { createLeadOutcomes } from "../../history/leadOutcomes.ts";
import { createResolutions } from "../../history/resolutions.ts";
import { createLocations, FACT_COLUMNS, type LeadFacts, type LeadNow } from "../../leads/lookup/locations.ts";
import type { Outcome } from "../../leads/move/outcome.ts";
import { withCustomer } from "../customerAccess.ts";
import { printJson, say, shownInstant } from "../output.ts";
import { type Column, printTable } from "../table.ts";
import { FAILED_EXIT_CODE } from "../usageError.ts";
import { parseLeadNumber } from "./searchOptions.ts";

const MOST_BATCHES = 50;

interface LeadBatch extends Batch {
  /** Null while the batch is open. */
  readonly outcome: Outcome | null;
}

/** A line about the lead in both tables. */
interface Fact {
  readonly name: string;
  readonly live: string;
  readonly archived: string;
}

const FACTS: readonly Column<Fact>[] = [
  { title: "COLUMN", cell: ({ name }) => name },
  { title: "LIVE", cell: ({ live }) => live, cuts: true },
  { title: "ARCHIVED", cell: ({ archived }) => archived, cuts: true },
];

const BATCHES: readonly Column<LeadBatch>[] = [
  { title: "BATCH", cell: ({ id }) => String(id) },
  { title: "STARTED", cell: ({ startedAt }) => shownInstant(startedAt) },
  { title: "DIRECTION", cell: ({ direction }) => direction },
  { title: "OUTCOME", cell: ({ outcome, state }) => outcome ?? state },
  { title: "USER", cell: ({ user }) => user, cuts: true },
  { title: "KEY", cell: ({ keyId }) => String(keyId ?? "-"), hide: 1 },
];

function locationText({ live, archived }: LeadNow): string {
  if (live && archived) return "in both tables";
  if (live) return "live";
  return archived ? "in the archive" : "in neither table";
}

function factText(facts: LeadFacts | undefined, column: keyof LeadFacts): string {
  return String(facts?.[column] ?? "-");
}

function printNow(id: number, now: LeadNow): void {
  say(`Lead ${id} is ${locationText(now)}.`);
  if (!now.live && !now.archived) return;
  const { live, archived } = now;
  say();
  const main = FACT_COLUMNS.map((name) => ({
    name,
    live: factText(live, name),
    archived: factText(archived, name),
  }));
  printTable(FACTS, main);
  if (now.differences.length === 0) return;
  say(`\nThe copies differ, so the archived one is kept:`);
  printTable(
    FACTS,
    now.differences.map(({ column, source, target }) => ({
      name: column,
      live: target ?? "NULL",
      archived: source ?? "NULL",
    })),
  );
}

/** Runs `lead`. */
export async function lead(idText: string, options: { customer: string; json?: boolean }): Promise<void> {
  const id = parseLeadNumber("ID", idText);
  await withCustomer(options.customer, async (db, { vicidialDatabase, name }, config) => {
    const scope = scopeOfCustomer(config, name);
    const now = await createLocations(db, vicidialDatabase).now(id);
    const page = await createBatchSearch(db, scope).page({ leadId: id }, undefined, MOST_BATCHES);
    const ids = page.batches.map((batch) => batch.id);
    const results = await createLeadOutcomes(db, scope).ofLead(id, ids);
    const batches = page.batches.map((batch) => ({
      ...batch,
      outcome: results.get(batch.id)?.outcome ?? null,
    }));
    const found = await createResolutions(db, scope).ofLead(id);
    const resolutions = found.map(({ saved, ...resolution }) => ({
      ...resolution,
      saved: saved.map(({ column, text }) => ({ column, text })),
    }));
    const isKnown = now.live || now.archived || batches.length > 0 || resolutions.length > 0;
    if (!isKnown) process.exitCode = FAILED_EXIT_CODE;
    if (options.json)
      return printJson({ leadId: id, location: locationText(now), ...now, batches, resolutions });
    printNow(id, now);
    say(batches.length > 0 ? "\nBatches, newest first:" : "\nNo batch has moved it.");
    if (batches.length > 0) printTable(BATCHES, batches);
    if (page.older) say(`Older batches: vicidial-dearchive history --lead ${id}`);
    for (const { savedAt, user, removedAt, removedCopy, undoneBy } of resolutions) {
      const kept = removedCopy === "archived" ? "live" : "archived";
      const end = removedAt ? (undoneBy === null ? "" : `, undone by ${undoneBy}`) : ", not confirmed";
      say(`${shownInstant(savedAt)}: ${user} kept the ${kept} row${end}.`);
    }
  });
}
