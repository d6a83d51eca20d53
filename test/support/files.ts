import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseAccount } from "../../server/config/index.ts";
import type { TestDatabase } from "./database.ts";

/** Returns a function that writes a file and returns its path. The files are deleted after the `describe`. */
export function useFiles(): (name: string, content: string) => string {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "dearchive-files-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}

/** Returns the astguiclient.conf for a test's database, as Vicidial's installer writes it. */
export function confOf({ config }: TestDatabase, account: Partial<DatabaseAccount> = {}): string {
  const [customer] = config.customers;
  const { host, port, user, password } = { ...customer.account, ...account };
  return `# astguiclient.conf
PATHweb => ${customer.webFolder}
VARDB_server => ${host}
VARDB_database => ${customer.vicidialDatabase}
VARDB_user => ${user}
VARDB_pass => ${password}
VARDB_custom_user => ${customer.migrationAccount.user}
VARDB_custom_pass => ${customer.migrationAccount.password}
VARDB_port => ${port}
`;
}
