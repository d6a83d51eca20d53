/** One value, or several of which any may match. */
export type OneOrMore<T> = T | readonly T[];

/** A search of archived leads. Fields are combined with AND; at least one must have an index in the archive. */
export interface LeadSearch {
  readonly leadId?: OneOrMore<number>;
  /** Full numbers without country code. */
  readonly phoneNumber?: OneOrMore<string>;
  readonly vendorLeadCode?: OneOrMore<string>;
  readonly sourceId?: OneOrMore<string>;
  readonly listId?: OneOrMore<number>;
  readonly status?: OneOrMore<string>;
  /** Days such as `2026-01-31`, inclusive. The call's days are in the lead's time zone. */
  readonly calledFrom?: string;
  readonly calledTo?: string;
  readonly entryFrom?: string;
  readonly entryTo?: string;
}

export interface LookupOptions {
  /** Stops the look-up: inside a pause, and while it waits for an answer. */
  readonly signal?: AbortSignal;
}

export interface FindOptions extends LookupOptions {
  /** Leads per request, default 500. */
  readonly pageSize?: number;
}

/** An archived lead. Fields that the key's user may not see are undefined, masked phone numbers contain X. */
export interface ArchivedLead {
  readonly leadId: number;
  /** `both` if the lead is also live. */
  readonly location: "archived" | "both";
  /** Text beyond 2^53. */
  readonly listId?: number | string | null;
  readonly status?: string | null;
  readonly vendorLeadCode?: string | null;
  readonly sourceId?: string | null;
  readonly phoneCode?: string | null;
  readonly phoneNumber?: string | null;
  /** In the server's time zone. */
  readonly entryDate?: string | null;
  /** In UTC. */
  readonly modifyDate?: string | null;
  /** In the lead's time zone. */
  readonly lastLocalCallTime?: string | null;
  readonly calledCount?: number | null;
}

/** Where leads are. `neither` also stands for lists that the key's user may not access. */
export type LeadLocation = "live" | "archived" | "both" | "neither";

export interface LocatedLead {
  readonly leadId: number;
  readonly location: LeadLocation;
  readonly liveListId: number | string | null;
  readonly archivedListId: number | string | null;
}

export interface LocatedCode {
  readonly vendorLeadCode: string;
  readonly location: LeadLocation;
  readonly liveLeadIds: readonly number[];
  readonly archivedLeadIds: readonly number[];
  /** Set if more than 1000 leads of a table have this code: their ids are left out. */
  readonly tooMany?: boolean;
}
