import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { useCommandLine } from "../support/commandLine.ts";
import { useFiles } from "../support/files.ts";
import { start } from "../support/program.ts";

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Returns the files that a Node process loaded, read from its coverage reports in a folder. */
function loadedFiles(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Coverage;
    return result.map(({ url }) => url);
  });
}

function directDependencies(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies);
}

describe("vicidial-dearchive, to start quickly,", () => {
  const line = useCommandLine();
  const file = useFiles();
  let runs = 0;

  /** Returns the dependencies in package.json that a command loads. */
  async function packagesOf(...words: readonly string[]): Promise<readonly string[]> {
    runs += 1;
    const folder = join(dirname(file("ids.csv", "lead_id\n1\n")), `coverage-${runs}`);
    const { stdout, stderr } = await start("cli", words, {
      DEARCHIVE_CONF: line().conf,
      NODE_V8_COVERAGE: folder,
    }).ended;
    expect(stdout, stderr).to.not.equal("");
    const loaded = loadedFiles(folder);
    expect(loaded.some((url) => url.endsWith("/cli/bin.js"))).to.equal(true);
    return directDependencies().filter((name) =>
      loaded.some((url) => url.includes(`/node_modules/${name}/`)),
    );
  }

  for (const command of [
    [],
    ["demo"],
    ["install"],
    ["uninstall"],
    ["migrate"],
    ["keys"],
    ["keys", "create"],
    ["hours", "set"],
    ["run"],
    ["resume"],
    ["doctor"],
    ["completion"],
    ["leads", "find"],
    ["lead"],
    ["history"],
    ["runs", "list"],
  ]) {
    const words = [...command, "--help"];
    it(`answers "${words.join(" ")}" without loading database or server packages`, async () => {
      expect(await packagesOf(...words)).to.deep.equal(["commander"]);
    });
  }

  it("prints its version without loading them either", async () => {
    expect(await packagesOf("--version")).to.deep.equal(["commander"]);
  });

  const DATABASE = ["commander", "knex", "mysql2"];
  const commands: Readonly<Record<string, readonly string[]>> = {
    "keys list": DATABASE,
    "hours list": [...DATABASE, "yup"],
    "hours test": [...DATABASE, "temporal-polyfill", "yup"],
    migrate: DATABASE,
    resume: [...DATABASE, "yup"],
    doctor: [...DATABASE, "temporal-polyfill", "yup"],
  };
  for (const [command, packages] of Object.entries(commands)) {
    it(`loads only ${packages.join(", ")} for "${command}"`, async () => {
      expect(await packagesOf(...command.split(" "))).to.deep.equal(packages);
    });
  }

  it("loads neither the server nor the templates for a run", async () => {
    const packages = await packagesOf("run", "--dry-run", "--ids", file("list.csv", "lead_id\n1\n"));
    expect(packages).to.not.include.members(["koa"]).and.not.include.members(["ejs"]);
    expect(packages).to.include("csv-parse");
  });
});
