/** The two tables a lead can stand in. */
export type LeadTable = "vicidial_list" | "vicidial_list_archive";

/** The two tables that a callback can stand in. */
export type CallbackTable = "vicidial_callbacks" | "vicidial_callbacks_archive";

/** Tables that rows are moved between. */
export type MovedTable = LeadTable | CallbackTable;

/** Two tables of one kind, between which rows move. */
export interface TablePair {
  readonly name: DirectionName;
  readonly source: MovedTable;
  readonly target: MovedTable;
}

export type DirectionName = "dearchive" | "archive";

/** Which way leads move. Both ways are the same engine; only the tables are swapped. */
export interface Direction extends TablePair {
  readonly name: DirectionName;
  readonly source: LeadTable;
  readonly target: LeadTable;
}

/** Back to life: out of the archive. */
export const DEARCHIVE: Direction = {
  name: "dearchive",
  source: "vicidial_list_archive",
  target: "vicidial_list",
};

/** Out of the dialer's way: into the archive. */
export const ARCHIVE: Direction = {
  name: "archive",
  source: "vicidial_list",
  target: "vicidial_list_archive",
};

/** The direction of each name: the history keeps names. */
export const DIRECTIONS: Readonly<Record<DirectionName, Direction>> = {
  dearchive: DEARCHIVE,
  archive: ARCHIVE,
};
