import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createDearchiveClient } from "../../client/index.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { pack, runIn, TSC, useSources } from "../support/package.ts";

const CONSUMER = `
import { createDearchiveClient, DearchiveClientError, type Summary } from "vicidial-dearchive-client";

const client = createDearchiveClient({ url: "http://127.0.0.1:1", apiKey: "vda_x", attempts: 1 });
const done: Promise<Summary> = client.dearchive([1, 2]);
await done.catch((error: unknown) => {
  if (error instanceof DearchiveClientError) console.log(error.code);
});
`;

function manifest(...path: readonly string[]): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(packageRoot, ...path, "package.json"), "utf8"));
}

describe("The client's package", () => {
  const folder = useSources();

  it("imports no server code and no dependencies", () => {
    const source = join(packageRoot, "client");
    const imported = readdirSync(source)
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        [...readFileSync(join(source, file), "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map(
          ([, name]) => name,
        ),
      );
    expect(imported).to.not.have.length(0);
    expect(imported.filter((name) => !/^(\.\/\w+\.ts|node:\w+)$/.test(name ?? ""))).to.deep.equal([]);
  });

  it("is exported as `vicidial-dearchive/client`", async () => {
    const name = "vicidial-dearchive/client";
    const client = (await import(name)) as { createDearchiveClient: unknown };
    expect(client.createDearchiveClient).to.equal(createDearchiveClient);
  });

  it("has the plugin's version, license and engines", () => {
    for (const field of ["version", "license", "engines"])
      expect(manifest("client")[field], field).to.deep.equal(manifest()[field]);
  });

  it("installs as one package without dependencies, compiles under strict TypeScript and runs", () => {
    const consumer = join(folder(), "consumer");
    mkdirSync(consumer);
    const tarball = pack(join(folder(), "source", "client"), folder());
    writeFileSync(join(consumer, "package.json"), '{"private": true, "type": "module"}');
    runIn(consumer, "npm", "install", "--offline", "--no-audit", "--no-fund", tarball);
    const installed = readdirSync(join(consumer, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).to.deep.equal(["vicidial-dearchive-client"]);

    writeFileSync(join(consumer, "main.ts"), CONSUMER);
    runIn(
      consumer,
      process.execPath,
      TSC,
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "main.ts",
    );
    expect(runIn(consumer, process.execPath, "main.js")).to.equal("network\n");
  });
});
