import { expect } from "chai";
import { counted, createTranslate, inEnglish, phrase, term } from "../../server/lib/phrase.ts";
import { phraseKey } from "../../server/vicidial/languages.ts";

const GERMAN = new Map(
  Object.entries({
    "show times in": "Zeiten anzeigen in",
    administration: "VERWALTUNG",
    id: "Kennung",
    "%1s of %2s leads": "von %2s Leads %1s",
    "in %1s": "in %1s",
    "5 minutes": "5 Minuten",
  }),
);
const t = createTranslate((text) => GERMAN.get(phraseKey(text)));

describe("A text of a page", () => {
  it("stays English without a translation, and puts its values in", () => {
    expect(t("Start run")).to.equal("Start run");
    expect(inEnglish("%1s of %2s leads", 3, 10)).to.equal("3 of 10 leads");
    expect(String(phrase("%1s of %2s leads", 3, 10))).to.equal("3 of 10 leads");
    expect(phrase("Start run")).to.equal("Start run");
  });

  it("is translated, with its values in the translation's order", () => {
    expect(t("Show times in")).to.equal("Zeiten anzeigen in");
    expect(t(phrase("%1s of %2s leads", 3, 10))).to.equal("von 10 Leads 3");
    expect(t("in %1s", "ID"), "data").to.equal("in ID");
    expect(t("in %1s", term("ID")), "a text inside a text").to.equal("in KENNUNG");
    expect(t("in %1s", [term("ID"), phrase("%1s of %2s leads", 1, 2)])).to.equal("in KENNUNG, von 2 Leads 1");
    expect(String(phrase("in %1s", [term("ID"), term("5 minutes")]))).to.equal("in ID, 5 minutes");
  });

  it("keeps the case of the English text, because Vicidial shares phrases in capitals", () => {
    expect(t("Administration")).to.equal("Verwaltung");
    expect(t("ID")).to.equal("KENNUNG");
  });

  it("counts", () => {
    const leads = (count: number) => String(counted(count, phrase("1 lead"), phrase("%1s leads")));
    expect([0, 1, 2000].map(leads)).to.deep.equal(["0 leads", "1 lead", "2,000 leads"]);
  });

  it("never replaces placeholders inside a value", () => {
    expect(t("%1s of %2s leads", "%2s", 7)).to.equal("von 7 Leads %2s");
    expect(t("%1s of %2s leads", 1)).to.equal("von  Leads 1");
  });
});
