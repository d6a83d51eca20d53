/** Tables that hold leads. */
export type LeadTable = "vicidial_list" | "vicidial_list_archive";

/** Tables that hold callbacks. */
export type CallbackTable = "vicidial_callbacks" | "vicidial_callbacks_archive";

/** Tables that rows are moved between. */
export type MovedTable = LeadTable | CallbackTable;

/** Two tables with the same kind of rows, which move between them. */
export interface TablePair {
  readonly name: DirectionName;
  readonly source: MovedTable;
  readonly target: MovedTable;
}

export type DirectionName = "dearchive" | "archive";

/** The direction in which leads move. Both directions use the same engine with the tables swapped. */
export interface Direction extends TablePair {
  readonly name: DirectionName;
  readonly source: LeadTable;
  readonly target: LeadTable;
}

export const DEARCHIVE: Direction = {
  name: "dearchive",
  source: "vicidial_list_archive",
  target: "vicidial_list",
};

export const ARCHIVE: Direction = {
  name: "archive",
  source: "vicidial_list",
  target: "vicidial_list_archive",
};

/** Directions by the name that the history stores. */
export const DIRECTIONS: Readonly<Record<DirectionName, Direction>> = {
  dearchive: DEARCHIVE,
  archive: ARCHIVE,
};
