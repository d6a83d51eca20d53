import type { RouterContext } from "@koa/router";
import { fail } from "../../errors.ts";
import type { RequestState } from "../../http/requestState.ts";
import type { LocatedCode, LocatedLead, Location } from "../../leads/lookup/locator.ts";
import { startDeadline, withTimeout } from "../../lib/deadline.ts";
import { isHidden } from "../../vicidial/leadPrivacy.ts";
import type { BodyReader } from "../moveRequest.ts";
import { sendResult } from "../respond.ts";
import { readLocateBody } from "./locateBody.ts";
import { admitReader, LOOKUP_MS, type LookupCustomer, type LookupDependencies } from "./lookupCaller.ts";

function shownLead({ leadId, location, liveList, archivedList }: LocatedLead) {
  return { lead_id: leadId, location, live_list_id: liveList, archived_list_id: archivedList };
}

function shownCode({ code, location, live, archived }: LocatedCode) {
  return {
    vendor_lead_code: code,
    location,
    live_lead_ids: live === "too_many" ? [] : live,
    archived_lead_ids: archived === "too_many" ? [] : archived,
    ...([live, archived].includes("too_many") && { too_many: true }),
  };
}

/** @throws DearchiveError search_unindexed, search_invalid if the installation hides vendor codes */
async function refuseCodes({ lookup, privacyOf }: LookupCustomer, user: string): Promise<void> {
  if (isHidden(await privacyOf(user), "vendor_lead_code"))
    fail({ code: "search_invalid", field: "vendor_lead_codes", wanted: "left out: there is no such field" });
  if (!(await lookup.locate.canLocateCodes())) fail({ code: "search_unindexed", fields: ["lead_ids"] });
}

export interface LocateDependencies extends LookupDependencies {
  readonly readBody: BodyReader;
}

/** `POST /vicidial/leads/locate`: returns for each lead or vendor code whether it is live, archived, both or neither. */
export function locateEndpoint(dependencies: LocateDependencies) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const deadline = startDeadline(LOOKUP_MS);
    const inTime = <T>(work: Promise<T>) => withTimeout(deadline.leftMs(), work);

    const { key, customer, scope } = await inTime(admitReader(ctx, dependencies, "lead_locate"));
    const { leadIds, vendorCodes } = readLocateBody(await dependencies.readBody(ctx));
    ctx.state.leads = (leadIds ?? vendorCodes).length;
    if (vendorCodes) await inTime(refuseCodes(customer, key.vicidialUser));
    const { locate } = customer.lookup;
    const leads = await inTime<readonly { readonly location: Location }[]>(
      leadIds
        ? locate.leads(leadIds, scope).then((located) => located.map(shownLead))
        : locate.codes(vendorCodes, scope).then((located) => located.map(shownCode)),
    );

    ctx.state.found = leads.filter(({ location }) => location !== "neither").length;
    sendResult(ctx, { status: 200, body: { leads } });
  };
}
