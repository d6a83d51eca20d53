import { expect } from "chai";
import { may } from "../../server/admin/shell/pageRights.ts";
import { readManifest } from "../../server/config/manifest.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";

const ZONE = { zone: "Asia/Tokyo" };

describe("Forms of the pages", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });
  const browser = useAdminBrowser();

  const refusedAs = async (title: string, ...sent: Parameters<ReturnType<typeof setup>["submit"]>) => {
    const answer = await setup().submit(...sent);
    expect(answer.status).to.equal(403);
    expect(answer.text).to.include(`<h1>${title}</h1>`);
    expect(answer.headers.get("Set-Cookie")).to.equal(null);
  };

  it("save a change, redirect to a page, and confirm the change there once", async () => {
    const changed = await setup().submit("nobody", "/zone", ZONE);
    expect(changed.status).to.equal(303);
    expect(changed.headers.get("Location")).to.equal("/vicidial/dearchive");
    const cookies = changed.headers.getSetCookie();
    for (const cookie of cookies)
      expect(cookie)
        .to.match(/httponly/i)
        .and.match(/samesite=strict/i);
    const Cookie = cookies.map((cookie) => cookie.split(";")[0]).join("; ");
    const next = await setup().get("nobody", "", { Cookie });
    expect(next.text).to.include("Times are now shown in Asia/Tokyo.").and.include("2026-11-25 19:00:00");
    expect(next.headers.getSetCookie().join()).to.match(/dearchive_notice=;/);
    const forOther = await setup().get("boss", "", { Cookie });
    expect(forOther.text).to.not.include("now shown in");
  });

  it("are refused when their token is missing, expired or another user's", async () => {
    const own = await setup().token("nobody");
    await refusedAs("The form has expired", "nobody", "/zone", { ...ZONE, _csrf: "" });
    await refusedAs("The form has expired", "nobody", "/zone", { ...ZONE, _csrf: `${own}x` });
    await refusedAs("The form has expired", "boss", "/zone", { ...ZONE, _csrf: own });
    clock.advance(12 * 3_600_000);
    await refusedAs("The form has expired", "nobody", "/zone", { ...ZONE, _csrf: own });
  });

  it("are kept when they expire: the user sends them again with the same entries", async () => {
    const own = await setup().token("planner");
    const rule = {
      name: 'night "1"',
      mode: "refuse_inside",
      zone: "UTC",
      source: "own",
      week_sat: "08:00-09:00",
    };
    clock.advance(12 * 3_600_000);
    const { page, complaints, close } = await browser().open(setup().url, "planner");
    const expired = await setup().submit("planner", "/hours/preview", { ...rule, _csrf: own });
    expect(expired.status).to.equal(403);
    await page.route("**/hours/new", (route) =>
      route.fulfill({ status: 403, contentType: "text/html", body: expired.text }),
    );
    await page.goto(`${setup().url}/hours/new`);
    expect(await page.locator("main").innerText()).to.include("Your entries are kept");
    await page.getByRole("button", { name: "Send form again" }).click();
    await page.getByRole("heading", { name: 'Preview of “night "1"”' }).waitFor();
    await close();
    expect(complaints.filter((text) => !text.includes("403"))).to.deep.equal([]);
  });

  it("that choose a time zone return to the same page and its filters", async () => {
    const { page, complaints, close } = await browser().open(
      `${setup().url}/history?outcome=open`,
      "reporter",
    );
    await page.getByLabel("Show times in").selectOption("Asia/Tokyo");
    await page.getByRole("button", { name: "Change time zone" }).click();
    await page.getByRole("status").waitFor();
    expect(page.url()).to.equal(`${setup().url}/history?outcome=open`);
    expect(await page.getByRole("status").innerText()).to.include("Asia/Tokyo");
    await close();
    expect(complaints).to.deep.equal([]);
    for (const back of ["https://elsewhere.example", "\\elsewhere", "/a b"]) {
      const answer = await setup().submit("reporter", "/zone", { ...ZONE, back });
      expect(answer.headers.get("Location"), back).to.equal("/vicidial/dearchive");
    }
  });

  it("are refused when another site sends them", async () => {
    for (const headers of [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "", Origin: "http://elsewhere.example" },
      { "Sec-Fetch-Site": "", Origin: "null" },
    ])
      await refusedAs("Form rejected", "nobody", "/zone", ZONE, headers);
  });

  it("are accepted over plain HTTP with only an Origin header, and behind a proxy with another host name", async () => {
    const plain = await setup().submit("nobody", "/zone", ZONE, { "Sec-Fetch-Site": "" });
    expect(plain.status).to.equal(303);
    const named = { "Sec-Fetch-Site": "", Origin: "https://pbx.example", "X-Forwarded-Host": "pbx.example" };
    expect((await setup().submit("nobody", "/zone", ZONE, named)).status).to.equal(303);
  });

  it("are accepted by every instance that shares the database", async () => {
    const [row] = await setup().database.sql<{ n: number }>("SELECT COUNT(*) AS n FROM dearchive_settings");
    expect(row?.n).to.equal(1);
  });

  it("get an error page when they cannot be parsed", async () => {
    const wrong = await setup().submit("nobody", "/zone", { zone: "Moon/Base" });
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include("The time zone is unknown.");
    const huge = await setup().submit("nobody", "/zone", { zone: "x".repeat(600_000) });
    expect(huge.status).to.equal(413);
    const json = await setup().submit("nobody", "/zone", ZONE, { "Content-Type": "application/json" });
    expect(json.status).to.equal(400);
  });

  it("are refused to every user when their action is not declared", () => {
    const all = { rights: new Set(["pages", "keys", "hours", "move", "reports", "export"] as const) };
    const manifest = readManifest();
    expect(may(manifest, all, "keys", "create")).to.equal(true);
    for (const [page, action] of [
      ["keys", "unheard"],
      ["unheard", "view"],
      ["constructor", "name"],
      ["keys", "toString"],
    ] as const)
      expect(may(manifest, all, page, action), `${page} ${action}`).to.equal(false);
    const odd = { rights: { keys: { view: "unheard" } } };
    expect(may(odd, all, "keys", "view")).to.equal(false);
  });
});
