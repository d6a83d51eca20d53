import { expect } from "chai";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createKey, createUser, insertLeads } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { idsFrom } from "../support/leadIds.ts";
import { runOnTerminal } from "../support/terminal.ts";

describe("On a terminal, vicidial-dearchive", () => {
  const line = useCommandLine();
  const file = useFiles();
  const env = () => ({ DEARCHIVE_CONF: line().conf });

  before(() => createUser(line().database));

  const revokedKeys = () =>
    line().database.root("dearchive_api_keys").whereNotNull("revoked_at").pluck<number[]>("id");

  it("asks before it revokes a key, names the key, and revokes only after a yes", async () => {
    const { id } = await createKey(line().database, { label: "My CRM" });
    const words = ["keys", "revoke", String(id)];
    const declined = await runOnTerminal(words, env(), { typed: "y\n" });
    expect(declined.screen).to.match(
      new RegExp(`Revoke key ${id} "My CRM" \\(vda_\\w+…, user apiuser, never used\\) permanently\\?`),
    );
    expect(declined.screen).to.match(/nothing was changed\r\n$/);
    expect(declined.code).to.equal(1);
    expect(await revokedKeys()).to.deep.equal([]);
    const { code, screen } = await runOnTerminal(words, env(), { typed: "yes\n" });
    expect(screen).to.match(/Key \d+ "My CRM" was revoked\./);
    expect(code).to.equal(0);
    expect(await revokedKeys()).to.deep.equal([id]);
  });

  it("revokes no key without a terminal and without --yes", async () => {
    const { id } = await createKey(line().database, { label: "Other" });
    const ended = await line().run("keys", "revoke", String(id));
    expectMessage(ended, 64, new RegExp(`ends key ${id} "Other" permanently.*--yes`));
    expect(await revokedKeys()).to.not.include(id);
  });

  it("fits the list of keys to 80 columns, names the hidden columns, and shows everything when piped", async () => {
    const label = "A label that is much longer than any terminal has room for, and then some";
    await createKey(line().database, { label, allowedAddresses: ["203.0.113.0/24", "2001:db8::/32"] });
    const { screen, code } = await runOnTerminal(["keys", "list"], env());
    expect(code).to.equal(0);
    for (const row of screen.split("\r\n")) expect(row.length, row).to.be.at.most(80);
    expect(screen)
      .to.match(/^ID .*LABEL .*USER .*EXPIRES .*STATE\r\n/)
      .and.match(/A label that\S* .*…/);
    expect(screen).to.match(/Hidden: .*ALLOWED FROM.*\r\nA wider terminal or --json shows everything/);
    expect((await line().run("keys", "list")).stdout)
      .to.include(label)
      .and.include("2001:db8::/32");
  });

  it("fills the progress bar of a list by the lines that it has handled", async () => {
    const ids = idsFrom(1, 2000);
    await insertLeads(line().database, "vicidial_list_archive", ids);
    const list = file("list.csv", `lead_id\n${ids.join("\n")}\n\n`);
    const { code, screen } = await runOnTerminal(["run", "--ids", list], env(), { columns: 120 });
    expect(code, screen).to.equal(0);
    const percentages = [...screen.matchAll(/(\d+)% \| (\d+) leads/g)].map(([, percent, leads]) => [
      Number(percent),
      Number(leads),
    ]);
    expect(percentages).to.deep.include([100, 2000]);
    // The bar counts all lines: the last one of the list has no lead.
    for (const [percent = 0, leads] of percentages) expect(leads).to.be.closeTo(percent * 20, 20);
  });
});
