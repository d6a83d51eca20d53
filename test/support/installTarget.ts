import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandLine, useCommandLine } from "./commandLine.ts";
import { runInProcess } from "./inProcess.ts";
import { ROOT_PASSWORD } from "./mariadb.ts";
import type { Ended } from "./program.ts";

export const DROP_ACCOUNT = { DEARCHIVE_MIGRATION_USER: "root", DEARCHIVE_MIGRATION_PASSWORD: ROOT_PASSWORD };

/** The output of `install --json` and `uninstall --json`. */
export interface PrintedPlan {
  readonly dryRun: boolean;
  readonly checks: readonly { readonly check: string; readonly level: string }[];
  readonly steps: readonly { readonly kind: string; readonly message: string; readonly done: boolean }[];
  readonly kept: readonly string[];
  readonly next: readonly string[];
}

/** A Vicidial without the plugin, and folders in place of Apache's and systemd's. */
export interface InstallTarget {
  readonly line: CommandLine;
  readonly folder: string;
  readonly apacheFile: string;
  readonly systemdFile: string;
  /** Runs `install` or `uninstall` on the database and folders. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs a command with `--json`, expects success, and returns the parsed output. */
  json(...words: string[]): Promise<PrintedPlan>;
  /** Returns everything that an installation may change: all files, and all tables with their rows except the admin log. */
  snapshot(): Promise<unknown>;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const stat = lstatSync(join(folder, name));
      if (stat.isSymbolicLink()) return `${name} -> ${readlinkSync(join(folder, name))}`;
      return stat.isDirectory() ? name : `${name}: ${readFileSync(join(folder, name), "utf8")}`;
    });
}

async function tablesOf({ database }: CommandLine): Promise<unknown> {
  const tables = await database.sql<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY name",
    [database.name],
  );
  const names = tables.map(({ name }) => name).filter((name) => name !== "vicidial_admin_log");
  return Promise.all(
    names.map(async (name) => {
      const [made] = await database.sql<{ "Create Table": string }>(`SHOW CREATE TABLE ${name}`);
      const definition = made?.["Create Table"].replace(/ AUTO_INCREMENT=\d+/, "");
      return [name, definition, await database.sql(`SELECT * FROM ${name}`)];
    }),
  );
}

/**
 * Creates an install target for a `describe`. It has the user groups ADMIN (with a level 9 user), AGENTS, and OTHER (with a
 * custom report). Returns a getter for use inside tests.
 */
export function useInstallTarget(): () => InstallTarget {
  const line = useCommandLine({ migrated: false });
  let machine: InstallTarget | undefined;

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), "dearchive-install-"));
    for (const name of ["conf-available", "conf-enabled", "system", "system/multi-user.target.wants"])
      mkdirSync(join(folder, name));
    const { database } = line();
    await database.sql(
      `INSERT INTO vicidial_user_groups (user_group, group_name, allowed_custom_reports)
       VALUES ('ADMIN', 'Admins', ''), ('AGENTS', 'Agents', ''), ('OTHER', 'Others', 'Their own|')`,
    );
    await database.sql(
      "INSERT INTO vicidial_users (user, pass, user_level, user_group, active) VALUES ('boss', '', 9, 'ADMIN', 'Y'), ('gone', '', 9, 'OTHER', 'N'), ('1001', '', 1, 'AGENTS', 'Y'), ('mover', '', 8, 'OTHER', 'Y')",
    );
    const apacheFile = join(folder, "conf-available", "vicidial-dearchive.conf");
    const systemdFile = join(folder, "system", "vicidial-dearchive.service");
    const targetOptions = ["--apache-file", apacheFile, "--systemd-file", systemdFile];
    const run: InstallTarget["run"] = ([command = "", ...words], env = {}) =>
      runInProcess([command, ...targetOptions, ...words], { DEARCHIVE_CONF: line().conf, ...env });
    machine = {
      line: line(),
      folder,
      apacheFile,
      systemdFile,
      run,
      async json(...words) {
        const { code, stdout, stderr } = await run([...words, "--json"]);
        if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${stderr}${stdout}`);
        return JSON.parse(stdout) as PrintedPlan;
      },
      snapshot: async () => [filesBelow(folder), await tablesOf(line())],
    };
  });

  after(() => {
    if (machine) rmSync(machine.folder, { recursive: true, force: true });
  });

  return () => {
    if (!machine) throw new Error("the install target exists once the first test starts");
    return machine;
  };
}
