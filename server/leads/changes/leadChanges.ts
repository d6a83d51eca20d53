/** What a run changes in each lead that it restores. A field that is left out keeps the lead's value. */
export interface LeadChanges {
  /** The list that the leads move to. Text, because it may exceed 2^53. */
  readonly listId?: string;
  readonly status?: string;
  /** Sets `called_since_last_reset` to N, so that the dialer can call the leads again. */
  readonly resetsCalled?: true;
  /** Sets `called_count` to 0. */
  readonly resetsCount?: true;
  readonly rank?: number;
  /** Empty to remove the owner. */
  readonly owner?: string;
  /** Sets `gmt_offset_now` to the offset that Vicidial's nightly job would set now. */
  readonly correctsOffset?: true;
}

/** The columns of `vicidial_list` that a run can change. */
export const CHANGED_COLUMNS = [
  "list_id",
  "status",
  "called_since_last_reset",
  "called_count",
  "rank",
  "owner",
  "gmt_offset_now",
] as const;
export type ChangedColumn = (typeof CHANGED_COLUMNS)[number];

/** The column that each field changes. */
export const COLUMN_OF: Readonly<Record<keyof LeadChanges, ChangedColumn>> = {
  listId: "list_id",
  status: "status",
  resetsCalled: "called_since_last_reset",
  resetsCount: "called_count",
  rank: "rank",
  owner: "owner",
  correctsOffset: "gmt_offset_now",
};

/** Tests whether a name is a field of the changes. */
function isField(name: string): name is keyof LeadChanges {
  return Object.hasOwn(COLUMN_OF, name);
}

/** Returns the columns that the changes set, in the order of CHANGED_COLUMNS. Pure. */
export function columnsOf(changes: LeadChanges): readonly ChangedColumn[] {
  const set = new Set(
    Object.keys(changes)
      .filter(isField)
      .map((field) => COLUMN_OF[field]),
  );
  return CHANGED_COLUMNS.filter((column) => set.has(column));
}
