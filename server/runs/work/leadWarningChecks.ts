import type { Knex } from "knex";
import { isOutOfReach } from "../../db/databaseErrors.ts";
import { type ArchivedLead, createArchivedLeads } from "../../leads/lookup/archivedLeads.ts";
import { createLocations, type LeadLocation } from "../../leads/lookup/locations.ts";
import { createPreflight, type PreflightLead } from "../../leads/lookup/preflight.ts";
import { createSamePhone } from "../../leads/lookup/samePhone.ts";
import { createCallbacks } from "../../leads/move/callbacks.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import { ARCHIVE, DEARCHIVE } from "../../leads/tables/direction.ts";
import { createCustomFields } from "../../vicidial/customFields.ts";
import { createDnc } from "../../vicidial/dnc.ts";
import { createLists, isInScope, type LeadList, type ListScope } from "../../vicidial/lists.ts";
import { createPhoneOffsets } from "../../vicidial/phoneOffsets.ts";
import type { LeadWarning, LeadWarnings } from "../leadWarnings.ts";

/** The warnings of some leads. */
export interface Findings {
  readonly leads: readonly LeadWarnings[];
  /** Warnings that could not be checked. */
  readonly unchecked: readonly LeadWarning[];
}

export interface LeadWarningQuestion {
  /** Lists that the owner may access; leads of other lists count as missing. */
  readonly scope: ListScope;
  readonly now: Date;
  /** The list that the leads move to, which decides whether and for whom they are called; their own if left out. */
  readonly targetList?: string | undefined;
  /** The warnings to check; all when left out. */
  readonly only?: ReadonlySet<LeadWarning>;
}

/** An archived lead with its list, unless the list was deleted. */
interface Candidate extends ArchivedLead {
  readonly list: LeadList | undefined;
}

/** Finds the leads that raise its warning. */
type Check = (candidates: readonly Candidate[], now: Date) => Promise<readonly number[]> | readonly number[];

/** Leads per statement: on MyISAM a statement makes the dialer wait while it reads. */
const SLICE = 250;

const idsOf = (leads: readonly Pick<Candidate, "leadId">[]) => leads.map(({ leadId }) => leadId);

const toNumber = ({ leadId, phone, list }: Candidate) => ({
  leadId,
  phone,
  campaignId: list?.campaignId ?? "",
});

/** Checks archived leads for what a user should know before the dialer can call them. */
export function createLeadWarningChecks(db: Knex, vicidialDatabase: string, plans?: ColumnPlans) {
  const preflight = createPreflight(db, vicidialDatabase, plans);
  const locations = createLocations(db, vicidialDatabase, plans);
  const readArchived = createArchivedLeads(db, vicidialDatabase);
  const lists = createLists(db, vicidialDatabase);
  const callbacks = createCallbacks(db, vicidialDatabase, { plans });
  const dnc = createDnc(db, vicidialDatabase);
  const liveUnderOtherId = createSamePhone(db, vicidialDatabase);
  const lackingCustomFields = createCustomFields(db, vicidialDatabase);
  const offsetsOf = createPhoneOffsets(db, vicidialDatabase);

  const checks: readonly (readonly [LeadWarning, Check])[] = [
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
    ["custom_missing", (all) => lackingCustomFields(all)],
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
    const listOf = ({ listId }: ArchivedLead) => targetList ?? listId;
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

  /** Warnings about the move itself. */
  function preflightWarnings(
    { leadId, outcome, listId }: PreflightLead,
    scope: ListScope,
    live: ReadonlySet<number>,
  ): readonly LeadWarning[] {
    if (live.has(leadId)) return ["live"];
    if (listId === null || !isInScope(scope, listId)) return ["missing"];
    return outcome === "absent" ? [] : [outcome];
  }

  async function checkSlice(
    leadIds: readonly number[],
    { scope, now, only, targetList }: LeadWarningQuestion,
  ): Promise<Findings> {
    const foreseen = await preflight.of(DEARCHIVE, leadIds);
    const live = only ? new Set<number>() : await liveOnly(foreseen, scope);
    const raised = new Map(
      foreseen.map((lead) => [lead.leadId, new Set(preflightWarnings(lead, scope, live))]),
    );
    const moving = leadIds.filter((leadId) => raised.get(leadId)?.size === 0);
    const candidates = moving.length > 0 ? await candidatesOf(moving, { now, targetList }) : [];
    const unchecked: LeadWarning[] = [];
    for (const [warning, check] of checks) {
      if (candidates.length === 0 || (only && !only.has(warning))) continue;
      try {
        for (const leadId of await check(candidates, now)) raised.get(leadId)?.add(warning);
      } catch (error) {
        if (!isOutOfReach(error)) throw error;
        unchecked.push(warning);
      }
    }
    return {
      leads: leadIds.map((leadId) => ({ leadId, warnings: [...(raised.get(leadId) ?? [])] })),
      unchecked,
    };
  }

  return {
    /** @throws DearchiveError schema_drift where the tables do not allow any move */
    async of(leadIds: readonly number[], question: LeadWarningQuestion): Promise<Findings> {
      const leads: LeadWarnings[] = [];
      const unchecked = new Set<LeadWarning>();
      for (let start = 0; start < leadIds.length; start += SLICE) {
        const found = await checkSlice(leadIds.slice(start, start + SLICE), question);
        leads.push(...found.leads);
        for (const warning of found.unchecked) unchecked.add(warning);
      }
      return { leads, unchecked: [...unchecked] };
    },

    /** The dialer does not call archived leads, so only warnings about the move itself apply. */
    async ofArchiving(leadIds: readonly number[], scope: ListScope): Promise<readonly LeadWarnings[]> {
      const leads: LeadWarnings[] = [];
      for (let start = 0; start < leadIds.length; start += SLICE)
        for (const lead of await preflight.of(ARCHIVE, leadIds.slice(start, start + SLICE)))
          leads.push({
            leadId: lead.leadId,
            // An equal copy in the archive prevents nothing: the live one is deleted.
            warnings: lead.outcome === "equal" ? [] : preflightWarnings(lead, scope, new Set()),
          });
      return leads;
    },
  };
}

export type LeadWarningChecks = ReturnType<typeof createLeadWarningChecks>;
