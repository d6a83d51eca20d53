import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { readDescription } from "../support/apiDescription.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { runAsync, runIn, TSC } from "../support/package.ts";

const MODULES = join(packageRoot, "node_modules");
/** The strictest compiler options that the generated code passes. */
const STRICT = { strict: true, target: "es2022", types: ["node"] };

/** A client generator and a program that uses its client. */
interface Generator {
  /** The generator's command line, relative to node_modules. */
  readonly command: readonly string[];
  readonly type: "module" | "commonjs";
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Moves lead 1, then prints its outcome and the refusal of the same request. Its arguments are a URL and a key. */
  readonly program: string;
}

const GENERATORS: Readonly<Record<string, Generator>> = {
  oazapfts: {
    command: ["oazapfts/dist/cli.js", "openapi.json", "api.ts"],
    type: "module",
    compilerOptions: { module: "nodenext", rewriteRelativeImportExtensions: true },
    program: `
import { dearchiveLeads, defaults, type SentValue } from "./api.ts";

const [url = "", key = ""] = process.argv.slice(2);
defaults.baseUrl = url;
defaults.headers = { Authorization: "Key=" + key };
const batch = { insert_leads: true, delete_leads: true, lead_ids: [1] };
const moved = await dearchiveLeads(batch, { prefer: "return=representation" });
if (moved.status !== 200) throw new Error(String(moved.status));
const moves: number = moved.data.insert_count + moved.data.delete_count;
const refused = await dearchiveLeads(batch);
if (refused.status !== 400) throw new Error(String(refused.status));
const offenders: SentValue[] = refused.data.lead_ids ?? [];
console.log(JSON.stringify([moves, moved.data.results?.[0]?.outcome, refused.data.message, offenders]));
`,
  },
  "openapi-typescript-codegen": {
    command: [
      "openapi-typescript-codegen/bin/index.js",
      ...["--input", "openapi.json", "--output", "api", "--client", "fetch"],
    ],
    type: "commonjs",
    compilerOptions: { module: "commonjs" },
    program: `
import { ApiError, LeadsService, OpenAPI, type Refusal, type SentValue } from "./api";

async function main(): Promise<void> {
  const [url = "", key = ""] = process.argv.slice(2);
  OpenAPI.BASE = url;
  OpenAPI.HEADERS = { Authorization: "Key=" + key };
  const batch = { insert_leads: true, delete_leads: true, lead_ids: [1] };
  const moved = await LeadsService.dearchiveLeads(batch, undefined, "return=representation");
  const moves: number = moved.insert_count + moved.delete_count;
  try {
    await LeadsService.dearchiveLeads(batch);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message, lead_ids = [] }: Refusal = error.body;
    const offenders: SentValue[] = lead_ids;
    console.log(JSON.stringify([moves, moved.results?.[0]?.outcome, message, offenders]));
  }
}

void main();
`,
  },
};

describe("A client generated from the OpenAPI document", () => {
  const setup = useApiSetup();
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "dearchive-generated-"));
    symlinkSync(MODULES, join(folder, "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, { command, type, compilerOptions, program }] of Object.entries(GENERATORS)) {
    it(`by ${name} compiles under strict TypeScript, moves a lead and reads a refusal`, async () => {
      const { server, key, database } = setup();
      const project = join(folder, name);
      mkdirSync(project);
      const files: Readonly<Record<string, unknown>> = {
        "openapi.json": await readDescription(server.url),
        "package.json": { type },
        "tsconfig.json": { compilerOptions: { ...STRICT, ...compilerOptions }, files: ["main.ts"] },
      };
      for (const [file, content] of Object.entries(files))
        writeFileSync(join(project, file), JSON.stringify(content));
      writeFileSync(join(project, "main.ts"), program);
      const [generator = "", ...words] = command;
      runIn(project, process.execPath, join(MODULES, generator), ...words);
      runIn(project, process.execPath, TSC, "-p", "tsconfig.json");

      await database.root("vicidial_list").delete();
      await database.root("vicidial_list_archive").delete();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const output = await runAsync(project, process.execPath, "main.js", `${server.url}/vicidial`, key);
      expect(JSON.parse(output)).to.deep.equal([2, "moved", "lead_ids does not exist", [1]]);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
    });
  }
});
