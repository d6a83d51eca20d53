/** Default port of the demo. */
export const DEFAULT_PORT = 8470;
/** Archived leads of a new demo, which gets the same number of live leads. */
export const DEFAULT_LEADS = 20_000;
/** Storage engines of Vicidial sites: MyISAM by default, InnoDB on some. */
export const STORAGE_ENGINES = ["myisam", "innodb"] as const;
export type StorageEngine = (typeof STORAGE_ENGINES)[number];
