import { parseWhole } from "../server/cli/parseNumber.ts";
import { UsageError } from "../server/cli/usageError.ts";
import type { StorageEngine } from "./defaults.ts";
import { DEFAULT_LEADS } from "./defaults.ts";
import { DATABASE, HOST, password } from "./demoDatabase.ts";
import type { DemoFacts, DemoFolder } from "./demoFolder.ts";
import { parseDatabase } from "./externalDatabase.ts";
import { ADMIN_USER } from "./seed.ts";

const MAX_LEADS = 20_000_000;

export interface DemoOptions {
  readonly port?: string;
  readonly engine?: StorageEngine;
  readonly leads?: string;
  readonly fresh?: boolean;
  readonly listen?: string;
  readonly database?: string;
}

function newFacts(options: DemoOptions): DemoFacts {
  return {
    url: "pending",
    adminUrl: "pending",
    user: ADMIN_USER,
    password: password(),
    apiKey: "pending",
    database: {
      ...(options.database === undefined
        ? { host: HOST, port: 0, user: "root", password: password() }
        : parseDatabase(options.database)),
      name: DATABASE,
    },
    isExternal: options.database !== undefined,
    engine: options.engine ?? "myisam",
    leads: options.leads === undefined ? DEFAULT_LEADS : parseWhole("--leads", options.leads, 1, MAX_LEADS),
  };
}

/** Continues an earlier demo, unless it is incomplete or the options differ. */
export function chooseFacts(folder: DemoFolder, options: DemoOptions): { facts: DemoFacts; isNew: boolean } {
  const wanted = newFacts(options);
  const before = options.fresh ? undefined : folder.readFacts();
  if (!before) {
    folder.clear();
    return { facts: wanted, isNew: true };
  }
  const isOther =
    (options.engine !== undefined && options.engine !== before.engine) ||
    (options.leads !== undefined && wanted.leads !== before.leads) ||
    wanted.isExternal !== before.isExternal;
  if (isOther) {
    const server = before.isExternal ? ` in the database server of an earlier --database` : "";
    throw new UsageError(
      `.demo holds a demo of ${before.leads} leads on ${before.engine}${server}: use the same options, or add --fresh to create a new demo`,
    );
  }
  return { facts: before, isNew: false };
}
