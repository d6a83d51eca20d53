import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createDearchiveClient } from "../../server/client/index.ts";
import { packageRoot } from "../../server/root.ts";

describe("the client's package", () => {
  it("imports nothing of the server's and nothing that must be installed", () => {
    const folder = join(packageRoot, "server", "client");
    const imported = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map(
        ([, name]) => name,
      ),
    );
    expect(imported.filter((name) => !/^(\.\/\w+\.ts|node:\w+)$/.test(name ?? ""))).to.deep.equal([]);
  });

  it("is what `vicidial-dearchive/client` names", async () => {
    const name = "vicidial-dearchive/client";
    const client = (await import(name)) as { createDearchiveClient: unknown };
    expect(client.createDearchiveClient).to.equal(createDearchiveClient);
  });
});
