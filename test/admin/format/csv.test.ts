import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { csvStream } from "../../../server/admin/format/csv.ts";
import { type CsvCell, csvLine } from "../../../server/lib/csvCell.ts";
import { readSource, sourceFiles } from "../../support/imports.ts";

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

async function* rowsOf(rows: readonly (readonly CsvCell[])[]) {
  yield* rows;
}

describe("A CSV file", () => {
  it("preserves every cell, including quotes, line breaks and non-Latin text", async () => {
    const rows = [
      ["a,b", 'say "no"', "two\r\nlines"],
      ["Zoë", "名前", ""],
    ];
    const text = await textOf(csvStream(["one", "two", "three"], rowsOf(rows)));
    expect(parse(text, { bom: true })).to.deep.equal([["one", "two", "three"], ...rows]);
  });

  it("contains no formulas that a spreadsheet would run", () => {
    for (const cell of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
      expect(parse(csvLine([cell]))[0], JSON.stringify(cell)).to.deep.equal([`'${cell}`]);
    expect(csvLine(["a=b", -5, null])).to.equal("a=b,-5,\r\n");
  });

  it("contains no formulas for spreadsheets that split at semicolons, tabs or line breaks", () => {
    const command = "=HYPERLINK(1)";
    for (const separator of [";", "\t", "|", "\n", "\r\n"])
      for (const before of ["", " ", '"', ' "', "\u00a0"]) {
        const cell = `Ann${separator}${before}${command}`;
        for (const part of csvLine(["first", cell]).split(/[;\t|\r\n]/))
          expect(part.replace(/^[\s"]+/, ""), JSON.stringify(cell)).to.not.match(/^[=+\-@]/);
      }
    expect(parse(csvLine(["＝1", "－1", " =1"]))[0]).to.deep.equal(["'＝1", "'－1", "' =1"]);
  });

  it("is written by the same function for pages and the command line", () => {
    const writers = sourceFiles("server").filter((file) => /replaceAll\('"', '""'\)/.test(readSource(file)));
    expect(writers).to.deep.equal(["server/lib/csvCell.ts"]);
  });

  it("is streamed: memory use stays small for any file size, and generation stops when the reader disconnects", async () => {
    let made = 0;
    async function* endless() {
      for (;;) {
        made += 1;
        yield [made, "x".repeat(100)];
        if (made % 100 === 0) await turn();
      }
    }
    const stream = csvStream(["n", "text"], endless());
    for await (const _ of stream) if (made > 5000) break;
    expect(made).to.be.lessThan(8000);
    for (let n = 0; n < 3; n += 1) await turn();
    const atTheEnd = made;
    for (let n = 0; n < 10; n += 1) await turn();
    expect(made).to.equal(atTheEnd);
    expect(stream.destroyed).to.equal(true);
  });
});
