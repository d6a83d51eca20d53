import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as yup from "yup";
import { STORAGE_ENGINES } from "./defaults.ts";

const schema = yup.object({
  url: yup.string().required(),
  adminUrl: yup.string().required(),
  user: yup.string().required(),
  password: yup.string().required(),
  apiKey: yup.string().required(),
  database: yup
    .object({
      host: yup.string().required(),
      port: yup.number().required(),
      user: yup.string().required(),
      password: yup.string().required(),
      name: yup.string().required(),
    })
    .required(),
  engine: yup.string().oneOf(STORAGE_ENGINES).required(),
  leads: yup.number().required(),
  /** Whether the database server existed before the demo. */
  isExternal: yup.boolean().default(false),
});

/** The facts of a demo, as in .demo/demo.json. */
export type DemoFacts = yup.InferType<typeof schema>;

/** Readable by the owner only: the files hold passwords. */
const PRIVATE = { mode: 0o600 } as const;

/** Opens the files of a demo, below the folder in which it is started. */
export function openDemoFolder(parent: string) {
  const folder = resolve(parent, ".demo");
  const factsFile = join(folder, "demo.json");
  const pidFile = join(folder, "demo.pid");
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  return {
    path: folder,
    databaseFolder: join(folder, "mariadb"),
    confFile: join(folder, "astguiclient.conf"),

    /** Returns the facts of a complete demo, or undefined. */
    readFacts(): DemoFacts | undefined {
      try {
        return schema.validateSync(JSON.parse(readFileSync(factsFile, "utf8")));
      } catch {
        return undefined;
      }
    },

    writeFacts(facts: DemoFacts): void {
      writeFileSync(factsFile, `${JSON.stringify(facts, null, 2)}\n`, PRIVATE);
    },

    writeConf(settings: Readonly<Record<string, string | number>>): void {
      const lines = Object.entries(settings).map(([key, value]) => `${key} => ${value}\n`);
      writeFileSync(join(folder, "astguiclient.conf"), lines.join(""), PRIVATE);
    },

    /** Returns the process that runs this demo, or undefined. */
    runningPid(): number | undefined {
      if (!existsSync(pidFile)) return undefined;
      const pid = Number(readFileSync(pidFile, "utf8"));
      // In a restarted container, this process may have the id of the killed one.
      if (pid === process.pid) return undefined;
      try {
        process.kill(pid, 0);
        // Another program may have the same process id by now.
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("demo") ? pid : undefined;
      } catch {
        return undefined;
      }
    },

    claim(): void {
      writeFileSync(pidFile, String(process.pid), PRIVATE);
    },

    release(): void {
      rmSync(pidFile, { force: true });
    },

    /** Deletes an earlier demo. */
    clear(): void {
      for (const name of ["mariadb", "demo.json", "astguiclient.conf"]) {
        rmSync(join(folder, name), { recursive: true, force: true });
      }
    },
  };
}

export type DemoFolder = ReturnType<typeof openDemoFolder>;
