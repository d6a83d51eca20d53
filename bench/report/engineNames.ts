import type { StorageEngine } from "../../demo/defaults.ts";

/** Storage engines as they are usually written. */
export const ENGINE_NAMES: Readonly<Record<StorageEngine, string>> = { myisam: "MyISAM", innodb: "InnoDB" };
