/** A table's storage engine, as information_schema names it. */
export interface TableStorage {
  readonly table: string;
  readonly engine: string;
  /** Only known where it matters: a packed MyISAM table. */
  readonly rowFormat?: string | null;
}

/** Storage engines between whose tables no lead can be moved, by what they cannot do. */
const UNFIT: Readonly<Record<string, string>> = {
  archive: "cannot delete rows",
  blackhole: "keeps no rows",
  s3: "only reads",
  sequence: "only reads",
  performance_schema: "only reads",
};

/**
 * Says why rows cannot be moved into a table and out of it again; undefined where they can. A move needs both ways: what
 * was inserted must be taken back when the batch is refused. Pure.
 */
export function storageConflict({ table, engine, rowFormat }: TableStorage): string | undefined {
  const why = UNFIT[engine.toLowerCase()];
  if (why !== undefined) return `${table} has the storage engine ${engine}, which ${why}`;
  // myisampack makes a table smaller and read-only.
  if (engine.toLowerCase() === "myisam" && rowFormat?.toLowerCase() === "compressed")
    return `${table} is packed by myisampack, and therefore read-only`;
  return undefined;
}
