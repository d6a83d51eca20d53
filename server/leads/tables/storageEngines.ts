/** A table's storage engine as information_schema names it. */
export interface TableStorage {
  readonly table: string;
  readonly engine: string;
  /** Only relevant for a packed MyISAM table. */
  readonly rowFormat?: string | null;
}

/** Storage engines that cannot hold leads, with the reason. */
const UNFIT: Readonly<Record<string, string>> = {
  archive: "cannot delete rows",
  blackhole: "keeps no rows",
  s3: "only reads",
  sequence: "only reads",
  performance_schema: "only reads",
};

/**
 * Explains why rows cannot be moved into a table and out again; undefined if they can. A move needs both directions, because a
 * refused batch must undo its inserts.
 */
export function storageConflict({ table, engine, rowFormat }: TableStorage): string | undefined {
  const why = UNFIT[engine.toLowerCase()];
  if (why !== undefined) return `${table} has the storage engine ${engine}, which ${why}`;
  // myisampack compresses a table and makes it read-only.
  if (engine.toLowerCase() === "myisam" && rowFormat?.toLowerCase() === "compressed")
    return `${table} is packed by myisampack, and therefore read-only`;
  return undefined;
}
