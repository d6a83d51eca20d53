import { expect } from "chai";

import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";

const CLOCK = new Date("2026-11-28T15:04:05Z");

describe("The frame of the pages follows Vicidial's settings:", () => {
  const setup = useAdminSetup({ plugin: { clock: () => CLOCK } });
  const browser = useAdminBrowser();
  const root = () => setup().database.root;
  const change = (settings: Readonly<Record<string, string>>) => root()("system_settings").update(settings);

  async function menuOf(user: string): Promise<readonly string[]> {
    const { text } = await setup().get(user);
    const menu = /<nav class="menu"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? "";
    return [...menu.matchAll(/ADD=\w+">([^<]+)</g)].map(([, label = ""]) => label);
  }

  async function homeOf(user: string): Promise<string | undefined> {
    return /href="([^"]*)">Home</.exec((await setup().get(user)).text)?.[1];
  }

  it("the menu has the sections that Vicidial shows this user", async () => {
    const stock = ["Reports", "Users", "Campaigns", "Lists", "Scripts", "Filters", "Inbound", "User Groups"];
    const end = ["Remote Agents", "Admin"];
    expect(await menuOf("nobody")).to.deep.equal([...stock, ...end]);
    await change({ outbound_autodial_active: "0", qc_features_active: "1" });
    await root()("vicidial_users").where({ user: "boss" }).update({ qc_enabled: "1" });
    const inbound = stock.filter((label) => label !== "Lists" && label !== "Filters");
    expect(await menuOf("nobody")).to.deep.equal([...inbound, ...end]);
    expect(await menuOf("boss")).to.include("Quality Control");
    await change({ outbound_autodial_active: "1", qc_features_active: "0" });
    expect(await menuOf("boss")).to.not.include("Quality Control");
    await root()("vicidial_users").where({ user: "keeper" }).update({ force_change_password: "Y" });
    expect(await menuOf("keeper"), "until the password is changed").to.deep.equal(["Reports"]);
  });

  it("Home leads to the group's page, or else to the system's", async () => {
    expect(await homeOf("boss")).to.equal("/vicidial/welcome.php");
    await change({ admin_home_url: "https://intranet.example.com/start" });
    expect(await homeOf("boss")).to.equal("https://intranet.example.com/start");
    await root()("vicidial_users").where({ user: "mover" }).update({ user_group: "OWNHOME" });
    await root()("vicidial_user_groups").insert({
      user_group: "OWNHOME",
      group_name: "Own home",
      allowed_campaigns: " -ALL-CAMPAIGNS- -",
      admin_home_url: "AST_timeonVDADall.php?group=A&x=1",
    });
    expect(await homeOf("mover")).to.equal("/vicidial/AST_timeonVDADall.php?group=A&amp;x=1");
    for (const unfit of ["javascript:alert(1)", "http://", ""]) {
      await change({ admin_home_url: unfit });
      expect(await homeOf("boss"), unfit).to.equal("/vicidial/admin.php");
    }
  });

  it("links lead to the web directory as it was renamed, while our own pages stay", async () => {
    await change({ admin_web_directory: "call center", admin_home_url: "../call center/welcome.php" });
    const { text } = await setup().get("boss");
    expect(text).to.include('href="/call%20center/admin.php?ADD=999999"');
    expect(text).to.include('href="/vicidial/dearchive/keys"').and.not.include("/vicidial/admin.php");
    expect(await homeOf("boss")).to.equal("/call%20center/welcome.php");
    await change({ admin_web_directory: "vicidial", admin_home_url: "../vicidial/welcome.php" });
  });

  it("the time has Vicidial's form", async () => {
    const { text } = await setup().get("boss", "", { Cookie: "dearchive_zone=UTC" });
    expect(text).to.include(">Saturday November 28, 2026 15:04:05 PM</time>");
    const early = await setup().get("boss", "", { Cookie: "dearchive_zone=America/New_York" });
    expect(early.text).to.include(">Saturday November 28, 2026 10:04:05 AM</time>");
  });

  it("a logo that cannot be loaded becomes a text", async () => {
    await root()("vicidial_screen_colors").insert({ colors_id: "acme", web_logo: "ACME.png" });
    await change({ admin_screen_colors: "acme" });
    expect((await setup().get("boss")).text, "no file on this host").to.not.include("<img");
    await change({ admin_screen_colors: "acme", admin_web_directory: "elsewhere" });
    const { page, close } = await browser().open(setup().url, "boss");
    await page.locator(".menu-title span.menu-brand").waitFor();
    expect(await page.locator(".menu-title").textContent()).to.include("VICIDIAL");
    expect(await page.locator("img").count()).to.equal(0);
    expect((await setup().get("boss")).text).to.include(
      'src="/elsewhere/images/vicidial_admin_web_logoACME.png"',
    );
    await close();
    await change({ admin_screen_colors: "default", admin_web_directory: "vicidial" });
  });
});
