import { expect } from "chai";
import { readSource, sourceFiles } from "./support/imports.ts";

/** In a call center, a call is a phone call. A request to the API is a request. */
const CALL = /\b(calls?|callers?|calling)\b/i;

/** Phrases about phone calls, about Vicidial's call times and tables, and about naming. */
const PHONE = [
  /last[ _-]calls?/gi,
  /call[ _-]?times?/gi,
  /phone calls?/gi,
  /call cent(er|re)s?/gi,
  /(during a|after the) call\b/gi,
  /(nobody|dialer|person|agent)[^.]*\bcalls?\b/gi,
  /calls? (up to|may come)/gi,
  /^calls?$/gi,
  /hours set callers/gi,
  /Call Handle Method|Start Call URL/g,
  /called_count AS calls/g,
  /The API calls it|\*Call\* is a|^down, call +,/g,
  /vicidial_\w+/gi,
];

/** Comments and the files of imports first, so that they do not count as literals. */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/.*|\bfrom "[^"]*"|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** Returns the texts of a source file: its string and template literals, without the code in them. */
function literalsOf(source: string): readonly string[] {
  return [...source.matchAll(TOKEN)].flatMap(([, quoted, template]) => {
    const text = quoted ?? template?.replaceAll(/\$\{[^}]*\}/g, " ");
    return text === undefined ? [] : [text];
  });
}

/** Returns the lines of a template, without its code and its tags. */
function templateLines(source: string): readonly string[] {
  return source.replaceAll(/<%[\s\S]*?%>|<[^>]*>/g, " ").split("\n");
}

/** Returns the sentences of a page of the documentation, without code. */
function sentencesOf(source: string): readonly string[] {
  return source.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, " ").split(/\n|\. /);
}

function wrongTexts(texts: readonly string[]): readonly string[] {
  const withoutPhoneCalls = (text: string) => PHONE.reduce((rest, phrase) => rest.replace(phrase, ""), text);
  return texts.map((text) => text.trim()).filter((text) => CALL.test(withoutPhoneCalls(text)));
}

describe("The words of the product", () => {
  it("name a request to the API a request, in messages, logs, help and pages", () => {
    const files = [
      ...sourceFiles("server"),
      ...sourceFiles("client").filter((file) => !/\bdist\b/.test(file)),
    ];
    const literals = files.flatMap((file) => literalsOf(readSource(file)));
    expect(literals).to.include("lead_ids does not exist");
    expect(wrongTexts(literals)).to.deep.equal([]);
    const lines = sourceFiles("views", ".ejs").flatMap((file) => templateLines(readSource(file)));
    expect(lines.length).to.be.greaterThan(500);
    expect(wrongTexts(lines)).to.deep.equal([]);
  });

  it("name it a request in the documentation", () => {
    const pages = ["README.md", "client/README.md", ...sourceFiles("docs", ".md")];
    const sentences = pages.flatMap((file) => sentencesOf(readSource(file)));
    expect(wrongTexts(sentences)).to.deep.equal([]);
  });

  it("are checked precisely: the check finds requests that are named calls, and leaves phone calls alone", () => {
    const wrong = ["too many calls", "an API call failed", "the caller hung up", "Calls of this key"];
    expect(wrongTexts(wrong)).to.deep.equal(wrong);
    expect(wrongTexts(["Last call", "Call times", "nobody will call them", "Calls"])).to.deep.equal([]);
  });
});
