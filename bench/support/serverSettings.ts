import { totalmem } from "node:os";

/** A third of the machine, as ViciBox gives to the key buffer: 8 of 24 GB. */
const MEMORY_SHARE = 1 / 3;
const BYTES_A_GB = 2 ** 30;

/** Returns the default memory (GB) of each storage engine's cache. */
export function defaultMemory(): number {
  return Math.max(1, Math.floor((totalmem() * MEMORY_SHARE) / BYTES_A_GB));
}

const BINARY_LOG = {
  "log-bin": "bench-bin",
  "binlog-format": "mixed",
  "binlog-direct-non-transactional-updates": "1",
} as const;

/**
 * Returns the settings that ViciBox's installer writes for a database server, where they can matter here. InnoDB keeps the
 * durability of a fresh installation. ViciBox leaves its buffer pool at 128 MB, because it has only MyISAM tables; a site with
 * InnoDB tables raises it, so it gets the memory of the key buffer.
 *
 * Source: my.cnf of the package vicibox-install, https://build.opensuse.org/projects/home:vicidial:vicibox
 *
 * @param memory size of the key buffer, and of the buffer pool, in GB
 * @param logsChanges keeps a binary log, as ViciBox does. Vicidial's own guide (docs/SCRATCH_INSTALL.txt) turns it off
 */
export function serverSettings(memory: number, logsChanges: boolean): Readonly<Record<string, string>> {
  return {
    ...(logsChanges && BINARY_LOG),
    "key-buffer-size": `${memory}G`,
    "innodb-buffer-pool-size": `${memory}G`,
    "innodb-flush-log-at-trx-commit": "1",
    "innodb-log-file-size": "512M",
    "concurrent-insert": "2",
    "myisam-use-mmap": "1",
    "key-cache-segments": "6",
    "query-cache-size": "0",
    "sort-buffer-size": "4M",
    "join-buffer-size": "1M",
    "read-buffer-size": "4M",
    "read-rnd-buffer-size": "16M",
    "max-allowed-packet": "16M",
    "max-heap-table-size": "512M",
    "tmp-table-size": "32M",
    "table-open-cache": "4096",
    "table-definition-cache": "16384",
    "thread-cache-size": "100",
    "max-connections": "2000",
    "sql-mode": "NO_ENGINE_SUBSTITUTION",
    "server-id": "1",
  };
}

/** Settings of the bench alone: sorts the indexes of new tables instead of inserting row by row, and keeps old logs short. */
export const BENCH_SETTINGS = { "myisam-sort-buffer-size": "512M", "max-binlog-size": "64M" } as const;

/** Renders settings as options of the server program. */
export function toOptions(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}
