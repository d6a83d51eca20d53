import { expect } from "chai";
import { pageTexts } from "../../server/lib/pageTexts.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { runInProcess } from "../support/inProcess.ts";
import { untranslatedTemplates } from "../support/templateTexts.ts";

const PHRASES = {
  "Show times in": "Zeiten <b>anzeigen</b> in",
  REPORTS: "BERICHTE",
  Documentation: "",
  "Not allowed": "Nicht erlaubt",
  "Times are now shown in %1s.": "Die Zeitzone ist jetzt %1s.",
};

/** Pages whose templates are still English only. Shorten this list, never lengthen it. */
const ENGLISH_ONLY: readonly string[] = ["docs", "history", "hours", "runs"];

describe("Pages in a language of Vicidial", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  const root = () => setup().database.root;

  before(async () => {
    await root()("system_settings").update({ enable_languages: "1", language_method: "MYSQL" });
    await root()("vicidial_languages").insert({ language_id: "Deutsch", language_code: "de", active: "Y" });
    for (const [english_text, translated_text] of Object.entries(PHRASES))
      await root()("vicidial_language_phrases").insert({
        language_id: "Deutsch",
        english_text,
        translated_text,
      });
    await root()("vicidial_users")
      .whereIn("user", ["boss", "planner"])
      .update({ selected_language: "Deutsch" });
  });

  it("show the user's language, and English where a phrase is missing", async () => {
    const { page, complaints, close } = await browser().open(setup().url, "boss");
    expect(await page.locator("html").getAttribute("lang")).to.equal("de");
    const menu = page.getByRole("navigation", { name: "Vicidial", exact: true });
    expect(await menu.getByRole("link", { name: "Berichte" }).count()).to.equal(1);
    expect(await menu.getByRole("link", { name: "Users" }).count()).to.equal(1);
    expect(
      await page.getByRole("link", { name: "Documentation" }).count(),
      "an empty translation",
    ).to.be.above(0);
    const label = page.locator('label[for="zone"]');
    expect(await label.textContent(), "markup in a translation").to.equal("Zeiten <b>anzeigen</b> in");
    await page.locator("#zone").selectOption("Africa/Johannesburg");
    await page.getByRole("button", { name: "Change time zone" }).click();
    expect(await page.getByRole("status").textContent()).to.equal(
      "Die Zeitzone ist jetzt Africa/Johannesburg.",
    );
    expect(complaints).to.deep.equal([]);
    await close();
  });

  it("link to Vicidial's choice of a language, while it is offered", async () => {
    expect((await setup().get("boss")).text).to.include("/vicidial/admin.php?ADD=999989");
    await root()("system_settings").update({ enable_languages: "0" });
    const { text } = await setup().get("boss");
    expect(text).to.not.include("ADD=999989");
    expect(text).to.include('<html lang="en">').and.not.include("Berichte");
    await root()("system_settings").update({ enable_languages: "1" });
  });

  it("stay English for users of other languages, and report errors in the user's own", async () => {
    expect((await setup().get("nobody")).text)
      .to.include("Show times in")
      .and.not.include("Berichte");
    const refused = await setup().get("planner", "/keys");
    expect(refused.text)
      .to.include("<h1>Nicht erlaubt</h1>")
      .and.include("the right Modify Users, or level 9");
  });

  it("show strangers the system's default language", async () => {
    await root()("system_settings").update({ default_language: "Deutsch" });
    const docs = await setup().get("nobody", "/docs", { Authorization: "" });
    expect(docs.text).to.include('<html lang="de">');
    await root()("system_settings").update({ default_language: "default English" });
  });
});

describe("The texts of the pages", () => {
  it("are all open to translation, except on the pages that are still English only", () => {
    const pages = [...untranslatedTemplates().keys()].map((file) => file.split("/")[1]);
    expect([...new Set(pages)]).to.have.members(ENGLISH_ONLY);
  });

  it("survive the import of Vicidial's language page unchanged", () => {
    const texts = [...pageTexts()];
    expect(texts).to.include("Show times in").and.include("Sign in");
    for (const text of texts)
      expect(text, "is cut or skipped by the import").to.match(/^[^#|;\\\s][^|;\\\r\n]*$/);
    // The import takes texts that differ in case or a final period for the same.
    const same = new Map<string, string>();
    for (const text of texts) {
      const key = text.toLowerCase().replace(/\.$/, "");
      expect(same.get(key), `too similar to "${text}"`).to.equal(undefined);
      same.set(key, text);
    }
  });

  it("are printed by vicidial-dearchive phrases in the form of that import", async () => {
    const { code, stdout } = await runInProcess(["phrases"], {});
    expect(code).to.equal(0);
    const lines = stdout.trim().split("\n");
    const phrases = lines.filter((line) => !line.startsWith("#"));
    expect(phrases).to.deep.equal([...pageTexts()].map((text) => `${text}|${text}`));
  });
});
