import { Readable } from "node:stream";
import { expect } from "chai";
import fc from "fast-check";
import { GROUPED_DIGITS, openPastedIds } from "../../server/runs/list/index.ts";
import { readList } from "../support/leadList.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const LINE_ENDS = ["\n", "\r\n", "\r"] as const;
const ENCODINGS = ["utf8", "utf8-bom", "utf16le", "utf16le-bom", "utf16be", "utf16be-bom"] as const;

function encode(text: string, encoding: (typeof ENCODINGS)[number]): Buffer {
  const [name = "", bom] = encoding.split("-");
  const whole = bom ? `\ufeff${text}` : text;
  if (name === "utf8") return Buffer.from(whole);
  const little = Buffer.from(whole, "utf16le");
  return name === "utf16be" ? little.swap16() : little;
}

/** Returns a cell as in RFC 4180, quoted if necessary or if `always` is set. */
function csvCell(text: string, delimiter: string, always: boolean): string {
  const mustQuote = [delimiter, '"', "\r", "\n"].some((part) => text.includes(part)) || text !== text.trim();
  return always || mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

const leadId = fc.integer({ min: 0, max: 4_294_967_295 });
/** Texts of other columns: anything except control characters, and especially other ids. */
const otherText = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab 1,;\t|\"'=.-\n\rë名5"), maxLength: 12 }),
  leadId.map(String),
  fc.constantFrom("12,50", "1.234", '5" pipe', "a\nb", "x\r\ny", "", "-5", "=1+1"),
);

const list = fc.record({
  ids: fc.array(leadId, { minLength: 1, maxLength: 30 }),
  others: fc.array(fc.array(otherText, { minLength: 3, maxLength: 3 }), { minLength: 30, maxLength: 30 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 1 }),
  delimiter: fc.constantFrom(...DELIMITERS),
  ends: fc.array(fc.constantFrom(...LINE_ENDS), { minLength: 31, maxLength: 31 }),
  encoding: fc.constantFrom(...ENCODINGS),
  quotes: fc.array(fc.boolean(), { minLength: 31, maxLength: 31 }),
  hasEnd: fc.boolean(),
  pieceSize: fc.integer({ min: 1, max: 300 }),
});

/** Pasted text: plain and grouped numbers with all kinds of separators. */
const pasted = fc
  .array(
    fc.tuple(
      fc.oneof(
        leadId.map(String),
        leadId.map((id) => id.toLocaleString("en-US")),
        fc.constantFrom("x", "1.234", "-5"),
      ),
      fc.constantFrom(" ", ", ", ",", ";", "\n", "\t", "\r\n"),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((pieces) => pieces.map((piece) => piece.join("")).join(""));

describe("Any list of leads", () => {
  it("yields exactly its ids, with any separators, line breaks, encoding and quoting", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (given) => {
        const { ids, others, before, after, delimiter, ends, quotes } = given;
        const names = [...["name", "note"].slice(0, before), "lead_id", ...["more"].slice(0, after)];
        const rows = ids.map((id, n) => {
          const texts = others[n] ?? [];
          return [...texts.slice(0, before), String(id), ...texts.slice(2, 2 + after)];
        });
        const lines = [names, ...rows].map((cells, n) =>
          cells.map((cell) => csvCell(cell, delimiter, quotes[n] ?? false)).join(delimiter),
        );
        const text = lines
          .map((line, n) => line + (n + 1 < lines.length || given.hasEnd ? ends[n] : ""))
          .join("");
        const { values, refused, doubt } = await readList(encode(text, given.encoding), {}, given.pieceSize);
        expect(doubt).to.equal(undefined);
        // A multi-line cell that contains another lead's id may be refused, but never misread.
        if (refused.length === 0) expect(values).to.deep.equal(ids.map(String));
        else {
          expect(refused.every((line) => line.includes("quotation mark"))).to.equal(true);
          expect(ids.map(String)).to.include.members(values);
          expect(rows.flat().some((cell) => /[\r\n]/.test(cell))).to.equal(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("yields no wrong id when lines are cut, joined or sprinkled with quotation marks", async () => {
    const noise = fc.record({
      ids: fc.array(fc.integer({ min: 100_000, max: 999_999 }), { minLength: 3, maxLength: 20 }),
      delimiter: fc.constantFrom(...DELIMITERS),
      junk: fc.array(
        fc.tuple(fc.nat(), fc.constantFrom('"', "\n", "\r", '""', " ", "\u00a0", "'", "\t\t", ",", ";")),
        { maxLength: 6 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(noise, async ({ ids, delimiter, junk }) => {
        const body = ids.map((id) => `Ann Lee${delimiter}${id}${delimiter}x`).join("\n");
        let text = body;
        for (const [place, piece] of junk) {
          const at = place % (text.length + 1);
          // Never cuts between digits: half an id is a valid id of another lead.
          if (/\d/.test(text[at - 1] ?? "") && /\d/.test(text[at] ?? "")) continue;
          text = text.slice(0, at) + piece + text.slice(at);
        }
        const { values } = await readList(`name${delimiter}lead_id${delimiter}more\n${text}\n`);
        expect(ids.map(String)).to.include.members(values);
      }),
      { numRuns: 500 },
    );
  });

  it("never has a pasted number split, unless the user says so or other numbers show that it is several ids", async () => {
    const read = async (text: string, between?: string) => {
      const { signal } = new AbortController();
      const opened = await openPastedIds(text, Readable.from([Buffer.from(text)]), {}, between, signal);
      const values: string[] = [];
      for await (const entry of opened.entries()) if ("value" in entry) values.push(entry.value);
      return { values, doubt: opened.doubt };
    };
    await fc.assert(
      fc.asyncProperty(pasted, async (text) => {
        const { values, doubt } = await read(text);
        const commas = text.match(/\d+(?:,\d+)+/g) ?? [];
        const isGrouped = commas.length > 0 && commas.every((run) => /^\d{1,3}(?:,\d{3})+$/.test(run));
        if (isGrouped) expect(doubt, text).to.be.a("string");
        const plain = text.split(/[\s,;]+/).filter((word) => /^\d+$/.test(word));
        expect(plain.map((word) => String(Number(word)))).to.include.members(values);
        const kept = await read(text, GROUPED_DIGITS);
        for (const value of kept.values) expect(text.split(/[\s,;]+/).map(Number)).to.include(Number(value));
      }),
      { numRuns: 500 },
    );
  });
});
