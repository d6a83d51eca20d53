import { expect } from "chai";
import type { Knex } from "knex";
import { createLanguages, type ReadLanguage } from "../../server/vicidial/languages.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";

const TEXTS = new Set(["Start run", "Reports", "Lists", "Retry"]);
const NOW = new Date("2026-11-28T12:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe("The languages of Vicidial", () => {
  let database: TestDatabase;
  let db: Knex;
  let readLanguage: ReadLanguage;
  let queries = 0;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    db.on("query", () => {
      queries += 1;
    });
    readLanguage = createLanguages(db, database.name);
    await database.root("vicidial_languages").insert({ language_id: "Español", language_code: "es_MX" });
    const phrases = [
      ["Español", "Start run", "Iniciar"],
      ["Español", "REPORTS", "INFORMES"],
      ["Español", "Lists", ""],
      ["Español", "LISTS", "LISTAS"],
      ["Español", "Retry", null],
      ["Español", "Users", "Usuarios"],
      ["Deutsch", "Retry", "Nochmal"],
    ];
    for (const [language_id, english_text, translated_text] of phrases)
      await database.root("vicidial_language_phrases").insert({ language_id, english_text, translated_text });
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  it("translate only the pages' texts, and no text without a translation", async () => {
    const { code, phrases } = await readLanguage("Español", TEXTS, NOW);
    expect(code).to.equal("es-MX");
    expect(Object.fromEntries(phrases)).to.deep.equal({
      "start run": "Iniciar",
      reports: "INFORMES",
      lists: "LISTAS",
    });
    expect((await readLanguage("Deutsch", TEXTS, NOW)).code, "a language without a code").to.equal(undefined);
  });

  it("are read at once and kept for half a minute", async () => {
    const before = queries;
    await readLanguage("Español", TEXTS, later(5));
    expect(queries - before).to.equal(0);
    await database
      .root("vicidial_language_phrases")
      .where("english_text", "Start run")
      .update({ translated_text: "Empezar" });
    expect((await readLanguage("Español", TEXTS, later(29))).phrases.get("start run")).to.equal("Iniciar");
    expect((await readLanguage("Español", TEXTS, later(31))).phrases.get("start run")).to.equal("Empezar");
    expect(queries - before, "one query for the phrases, one for the code").to.equal(2);
  });

  it("leave everything English without a choice, and in a schema without languages", async () => {
    for (const language of ["", "default English"])
      expect((await readLanguage(language, TEXTS, NOW)).phrases.size).to.equal(0);
    await database.root.schema.dropTable("vicidial_languages");
    expect((await readLanguage("Italiano", TEXTS, NOW)).phrases.size).to.equal(0);
  });
});
