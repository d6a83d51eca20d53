import type { Knex } from "knex";
import { createLeadDetails, type LeadDetails } from "../../leads/lookup/leadDetails.ts";
import { createLocations } from "../../leads/lookup/locations.ts";
import { createPreflight, type PreflightLead } from "../../leads/lookup/preflight.ts";
import { createCallbacks } from "../../leads/move/callbacks.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import { ARCHIVE } from "../../leads/tables/direction.ts";
import { createCustomFields } from "../../vicidial/customFields.ts";
import { createDialer, isCalledNow } from "../../vicidial/dialer.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { startOfServerDay } from "../../vicidial/serverTime.ts";
import type { LeadWarning } from "../leadWarnings.ts";
import {
  type Findings,
  idsOf,
  inSlices,
  type LeadWarningQuestion,
  makeChecks,
  moveWarnings,
  type NamedChecks,
} from "./warningChecks.ts";

const MS_PER_HOUR = 3_600_000;

/** Returns when the lead was last called; NaN if never. Vicidial stores that time in the lead's time zone. */
function calledAt({ lastCall, gmtOffset }: Pick<LeadDetails, "lastCall" | "gmtOffset">): number {
  return Date.parse(`${lastCall.replace(" ", "T")}Z`) - (gmtOffset ?? 0) * MS_PER_HOUR;
}

/** Checks live leads for what a user should know before they leave the dialer's table. */
export function createArchiveWarningChecks(db: Knex, vicidialDatabase: string, plans?: ColumnPlans) {
  const preflight = createPreflight(db, vicidialDatabase, plans);
  const locations = createLocations(db, vicidialDatabase, plans);
  const readLive = createLeadDetails(db, vicidialDatabase, ARCHIVE.source);
  const callbacks = createCallbacks(db, vicidialDatabase, { plans });
  const customFields = createCustomFields(db, vicidialDatabase);
  const dialer = createDialer(db, vicidialDatabase);

  const checks: NamedChecks = [
    // Separate checks: if one table cannot be read, the others are still checked.
    ["on_call", (all, now) => idsOf(all.filter((lead) => isCalledNow(lead, now)))],
    ["on_call", (all) => dialer.withAgents(idsOf(all))],
    ["on_call", (all) => dialer.inCalls(idsOf(all))],
    ["in_hopper", (all) => dialer.inHopper(idsOf(all))],
    ["callback_due", (all) => callbacks.pendingOf(idsOf(all))],
    [
      "called_today",
      async (all, now) => {
        const today = (await startOfServerDay(db, now)).getTime();
        return idsOf(all.filter((lead) => calledAt(lead) >= today));
      },
    ],
    ["called_today", (all, now) => dialer.calledInToday(idsOf(all), now)],
    ["custom_fields", (all) => customFields.having(all)],
  ];

  /** Leads that are not live, but archived in a list that the owner may access. */
  async function onlyArchived(
    foreseen: readonly PreflightLead[],
    scope: ListScope,
  ): Promise<ReadonlySet<number>> {
    const ids = foreseen.filter(({ listId }) => listId === null).map(({ leadId }) => leadId);
    const found = await locations.listsOf(ids);
    return new Set(
      ids.filter((id) => {
        const list = found.get(id)?.archived;
        return list !== undefined && isInScope(scope, list);
      }),
    );
  }

  async function foresee(leadIds: readonly number[], scope: ListScope) {
    const foreseen = await preflight.of(ARCHIVE, leadIds);
    const archived = await onlyArchived(foreseen, scope);
    return new Map(
      foreseen.map((lead) => {
        if (archived.has(lead.leadId)) return [lead.leadId, new Set<LeadWarning>(["archived"])] as const;
        // An equal copy in the archive prevents nothing: the live one is deleted.
        const warnings = lead.outcome === "equal" ? [] : moveWarnings(lead, scope);
        return [lead.leadId, new Set<LeadWarning>(warnings)] as const;
      }),
    );
  }

  return {
    /**
     * Checks leads. With `only`, the warnings about the move itself are left out.
     *
     * @throws DearchiveError schema_drift where the tables do not allow any move
     */
    of(leadIds: readonly number[], question: LeadWarningQuestion): Promise<Findings> {
      return inSlices(leadIds, async (slice) => {
        const raised = question.only
          ? new Map(slice.map((leadId) => [leadId, new Set<LeadWarning>()] as const))
          : await foresee(slice, question.scope);
        const moving = slice.filter((leadId) => raised.get(leadId)?.size === 0);
        const live = await readLive(moving);
        const candidates = live.filter(({ listId }) => isInScope(question.scope, listId));
        return { raised, unchecked: await makeChecks(checks, candidates, raised, question) };
      });
    },
  };
}

export type ArchiveWarningChecks = ReturnType<typeof createArchiveWarningChecks>;
