import type { Knex } from "knex";
import { createLeadDetails, type LeadDetails } from "../../leads/lookup/leadDetails.ts";
import { createLocations, type LeadLocation } from "../../leads/lookup/locations.ts";
import { createPreflight, type PreflightLead } from "../../leads/lookup/preflight.ts";
import { createSamePhone } from "../../leads/lookup/samePhone.ts";
import { createCallbacks } from "../../leads/move/callbacks.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import { DEARCHIVE } from "../../leads/tables/direction.ts";
import { createCustomFields } from "../../vicidial/customFields.ts";
import { createDnc } from "../../vicidial/dnc.ts";
import { createLists, isInScope, type LeadList, type ListScope } from "../../vicidial/lists.ts";
import { createPhoneOffsets } from "../../vicidial/phoneOffsets.ts";
import type { LeadWarning } from "../leadWarnings.ts";
import {
  type Findings,
  idsOf,
  inSlices,
  type LeadWarningQuestion,
  makeChecks,
  moveWarnings,
  type NamedChecks,
  type Raised,
} from "./warningChecks.ts";

/** An archived lead with its list, unless the list was deleted. */
interface Candidate extends LeadDetails {
  readonly list: LeadList | undefined;
}

const toNumber = ({ leadId, phone, list }: Candidate) => ({
  leadId,
  phone,
  campaignId: list?.campaignId ?? "",
});

/** Checks archived leads for what a user should know before the dialer can call them. */
export function createLeadWarningChecks(db: Knex, vicidialDatabase: string, plans?: ColumnPlans) {
  const preflight = createPreflight(db, vicidialDatabase, plans);
  const locations = createLocations(db, vicidialDatabase, plans);
  const readArchived = createLeadDetails(db, vicidialDatabase, DEARCHIVE.source);
  const lists = createLists(db, vicidialDatabase);
  const callbacks = createCallbacks(db, vicidialDatabase, { plans });
  const dnc = createDnc(db, vicidialDatabase);
  const liveUnderOtherId = createSamePhone(db, vicidialDatabase);
  const customFields = createCustomFields(db, vicidialDatabase);
  const offsetsOf = createPhoneOffsets(db, vicidialDatabase);

  const checks: NamedChecks<Candidate> = [
    ["list_gone", (all) => idsOf(all.filter(({ list }) => !list))],
    ["list_inactive", (all) => idsOf(all.filter(({ list }) => list && !list.isDialled))],
    [
      "dialable",
      (all) =>
        idsOf(
          all.filter(({ list, calledSinceLastReset }) => list?.isDialled && calledSinceLastReset === "N"),
        ),
    ],
    // Separate checks: if one DNC list cannot be read, the other is still checked.
    ["dnc", async (all) => idsOf(await dnc.internally(all.map(toNumber)))],
    ["dnc", async (all) => idsOf(await dnc.inCampaign(all.map(toNumber)))],
    ["phone_live", async (all) => [...(await liveUnderOtherId(all)).keys()]],
    ["callback_archived", (all) => callbacks.archivedOf(idsOf(all))],
    ["custom_missing", (all) => customFields.lacking(all)],
    [
      "offset_stale",
      async (all, now) => {
        const expected = await offsetsOf(all, now);
        return idsOf(
          all.filter(({ gmtOffset }, n) => expected[n] !== undefined && expected[n] !== gmtOffset),
        );
      },
    ],
  ];

  async function candidatesOf(
    leadIds: readonly number[],
    { now, targetList }: Pick<LeadWarningQuestion, "now" | "targetList">,
  ): Promise<readonly Candidate[]> {
    const leads = await readArchived(leadIds);
    if (leads.length === 0) return [];
    const listOf = ({ listId }: LeadDetails) => targetList ?? listId;
    const known = await lists.find(leads.map(listOf), now);
    return leads.map((lead) => ({ ...lead, list: known.get(listOf(lead)) }));
  }

  /** Leads that are not in the archive, but live in a list that the owner may access. */
  async function liveOnly(
    foreseen: readonly PreflightLead[],
    scope: ListScope,
  ): Promise<ReadonlySet<number>> {
    const ids = foreseen.filter(({ listId }) => listId === null).map(({ leadId }) => leadId);
    const found = ids.length > 0 ? await locations.listsOf(ids) : new Map<number, LeadLocation>();
    return new Set(
      ids.filter((id) => {
        const list = found.get(id)?.live;
        return list !== undefined && isInScope(scope, list);
      }),
    );
  }

  async function foresee(leadIds: readonly number[], { scope, only }: LeadWarningQuestion): Promise<Raised> {
    const foreseen = await preflight.of(DEARCHIVE, leadIds);
    const live = only ? new Set<number>() : await liveOnly(foreseen, scope);
    return new Map(
      foreseen.map((lead) => {
        const warnings: readonly LeadWarning[] = live.has(lead.leadId) ? ["live"] : moveWarnings(lead, scope);
        return [lead.leadId, new Set(warnings)] as const;
      }),
    );
  }

  return {
    /** @throws DearchiveError schema_drift where the tables do not allow any move */
    of(leadIds: readonly number[], question: LeadWarningQuestion): Promise<Findings> {
      return inSlices(leadIds, async (slice) => {
        const raised = await foresee(slice, question);
        const moving = slice.filter((leadId) => raised.get(leadId)?.size === 0);
        const candidates = moving.length > 0 ? await candidatesOf(moving, question) : [];
        return { raised, unchecked: await makeChecks(checks, candidates, raised, question) };
      });
    },
  };
}

export type LeadWarningChecks = ReturnType<typeof createLeadWarningChecks>;
