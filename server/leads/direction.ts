/** The two tables a lead can stand in. */
export type LeadTable = "vicidial_list" | "vicidial_list_archive";

export type DirectionName = "dearchive" | "archive";

/** Which way leads move. Both ways are the same engine; only the tables are swapped. */
export interface Direction {
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
