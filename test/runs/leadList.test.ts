import { expect } from "chai";
import type { LayoutChoice } from "../../server/runs/list/index.ts";
import { readList } from "../support/leadList.ts";

/** Reads the list, and returns the message of the error that refuses it. */
async function refused(content: string | Buffer, choice: LayoutChoice = {}): Promise<string> {
  try {
    const { values } = await readList(content, choice);
    return expect.fail(`read ${values.join(" ")}`);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

describe("A list of leads", () => {
  describe("with columns", () => {
    it("uses the separator of its heading, so a comma in an amount separates nothing", async () => {
      const { values, layout, doubt } = await readList("balance;lead_id\n12,50;101\n7,00;102\n");
      expect(values).to.deep.equal(["101", "102"]);
      expect([layout.delimiter, doubt]).to.deep.equal([";", undefined]);
    });

    it("reports lines with another number of columns by line number", async () => {
      const { values, refused: lines } = await readList(
        "lead_id,name\n101,Ann\n102\n103,Bob,x\n104,Cy\n105;50\n106,Di\n107,Eve\n",
      );
      expect(values).to.deep.equal(["101", "104", "106", "107"]);
      expect(lines).to.deep.equal([3, 4, 6].map((line) => `${line}: the line does not have 2 columns`));
    });

    it("asks for the separator when most lines below the heading use another one", async () => {
      const { doubt } = await readList("lead_id,name\n101;Ann\n102;Bob\n");
      expect(doubt).to.match(/^Line 1 has 2 columns, but most lines below/);
    });

    it("asks for the separator when two separators would yield a lead_id column", async () => {
      expect((await readList("lead_id;name,lead_id\n1;a,2\n")).doubt).to.match(/More than one separator/);
      expect((await readList("lead_id;name,lead_id\n1;a,2\n", { delimiter: ";" })).values).to.deep.equal([
        "1",
      ]);
    });

    it("asks for the separator when most lines look like amounts", async () => {
      expect((await readList("101\n12,50\n13,50\n")).doubt).to.match(/More than one separator/);
    });
  });

  describe("of any layout", () => {
    it("asks for the id column when none is called lead_id", async () => {
      const { doubt, layout } = await readList("vendor_code,phone\n5,5551234567\n");
      expect(doubt).to.equal("The heading has no column lead_id.");
      expect(layout.match).to.equal("vendor_lead_code");
    });

    it("asks for the id column when there is no heading, unless there is only one column of numbers", async () => {
      expect((await readList("101,Ann\n102,Bob\n")).doubt).to.match(/no heading/);
      const { doubt, values } = await readList("101\n102\n1,234\n103\n");
      expect([doubt, values]).to.deep.equal([undefined, ["101", "102", "103"]]);
    });

    it("asks for the id column when two columns have that name", async () => {
      expect((await readList("lead_id,name,Lead ID\n1,a,2\n")).doubt).to.match(/2 columns are called/);
    });

    it("is read by the column that the user chooses by name or number", async () => {
      const list = "code;phone;id\n5;555;101\n";
      expect((await readList(list, { column: "ID" })).values).to.deep.equal(["101"]);
      expect((await readList(list, { column: "3" })).values).to.deep.equal(["101"]);
      expect((await readList("5;555;101\n", { column: "3" })).values).to.deep.equal(["101"]);
      expect((await readList(list, { column: "ids" })).doubt).to.equal("The heading has no column “ids”.");
      expect((await readList(list, { column: "4" })).doubt).to.match(/no column 4/);
    });

    it("may name leads by vendor code or phone number", async () => {
      const list = "name;Vendor Lead Code;phone\nAnn;A-7;(555) 123-4567\nBob;;555\nCy;1.2E+11;5,5E+09\n";
      const codes = await readList(list, { column: "vendor_lead_code" });
      expect(codes.layout.match).to.equal("vendor_lead_code");
      expect(codes.values).to.deep.equal(["A-7"]);
      expect(codes.refused).to.deep.equal([
        "3: the column is empty",
        "4: shortened by a spreadsheet program: the full value is lost",
      ]);
      const phones = await readList(list, { column: "phone_number" });
      expect(phones.values).to.deep.equal(["5551234567", "555"]);
    });
  });

  describe("with special lines", () => {
    it("uses the separator from a sep= line", async () => {
      for (const first of ["sep=;", '"sep=;"', "SEP=;\r"]) {
        const { values, doubt } = await readList(`${first}\nbalance;lead_id\n12,50;101\n`);
        expect([values, doubt], first).to.deep.equal([["101"], undefined]);
      }
      expect((await readList("sep=\t\nbalance\tlead_id\n12,50\t101\n")).values).to.deep.equal(["101"]);
      expect((await readList("sep=^\nbalance^lead_id\n12,50^101\n")).values).to.deep.equal(["101"]);
    });

    it("is refused when any line below the first looks like the heading", async () => {
      const above = "line 3 of the list looks like the heading: remove the lines above it";
      for (const title of ["Leads of May", "5;6", "7", "Export;;", "1;2;3"])
        expect(await refused(`${title}\n\nvendor_lead_code;lead_id\nA;101\n`), title).to.equal(above);
      const far = `101\n${"102\n".repeat(500)}lead_id\n103\n`;
      expect(await refused(far)).to.match(/^line 502 .*remove the lines above it/);
    });

    it("does not mistake the value “phone” for a heading", async () => {
      const { values } = await readList("lead_id,kind\n101,phone\nx,phone\n102,email\n");
      expect(values).to.deep.equal(["101", "102"]);
    });

    it("is refused when a second heading changes the columns, but may repeat its heading", async () => {
      expect(await refused("lead_id;phone\n101;5\n102;6\nphone;lead_id\n5;103\n")).to.match(
        /^line 4 .*cut the list/,
      );
      const { values, refused: lines } = await readList("lead_id;phone\n101;5\nlead_id;phone\n102;6\n");
      expect(values).to.deep.equal(["101", "102"]);
      expect(lines).to.deep.equal(["3: the heading again"]);
    });
  });

  describe("can be read", () => {
    it("with mixed line breaks, including those of classic Mac OS", async () => {
      const { values, refused: lines } = await readList("lead_id\r101\n102\r\n\r\n103\r\r104\nx");
      expect(values).to.deep.equal(["101", "102", "103", "104"]);
      expect(lines).to.deep.equal([`8: not a lead id (a whole number such as 1234567)`]);
    });

    it("in UTF-8 or UTF-16, with or without a byte order mark", async () => {
      const text = "name;lead_id\r\nZoë;101\r\n名前;102\r\n";
      const files = {
        utf8: Buffer.from(text),
        utf8bom: Buffer.from(`\ufeff${text}`),
        le: Buffer.from(text, "utf16le"),
        leBom: Buffer.from(`\ufeff${text}`, "utf16le"),
        be: utf16be(text),
        beBom: utf16be(`\ufeff${text}`),
      };
      for (const [name, file] of Object.entries(files))
        for (const size of [1, 7, 65536])
          expect((await readList(file, {}, size)).values, `${name} ${size}`).to.deep.equal(["101", "102"]);
      for (const file of [Buffer.from("101\n102\n", "utf16le"), utf16be("101\n102\n"), Buffer.from("7\0")])
        expect((await readList(file)).refused).to.deep.equal([]);
    });

    it("with misplaced quotation marks, which affect no other line", async () => {
      const list =
        'name;lead_id\n5" pipe;101\n"12 inch;102\nBob;103\n"Al";104\n"5" pipe";105\n6" and 7";106\n"a""b";"107"\n"x;108\n';
      const { values, refused: lines } = await readList(list);
      expect(values).to.include.members(["101", "103", "104", "106", "107"]);
      const quotes = "a quotation mark that is not closed or not where it belongs";
      expect(lines).to.include.members([`3: ${quotes}`, `9: ${quotes}`]);
      expect(values).to.not.include.members(["102"]);
    });

    it("with line breaks in a cell, except when the cell would swallow other leads", async () => {
      const proper = 'note;lead_id;more\n"two\nlines; really";101;"a\n\nb"\nx;102;y\n';
      expect((await readList(proper)).values).to.deep.equal(["101", "102"]);
      const swallowing = 'note;lead_id\n"12 inch;101\nBob;102\n15";103\nCy;104\n';
      const { values, refused: lines } = await readList(swallowing);
      expect(values).to.deep.equal(["104"]);
      expect(lines.map((line) => Number.parseInt(line, 10))).to.deep.equal([2, 3, 4]);
    });

    it("with cells of any length, up to 1 MB per line", async () => {
      const long = "x".repeat(200_000);
      const { values, refused: lines } = await readList(
        `note;lead_id\n${long};101\n"${long}\n${long}";102\n${long.repeat(6)};103\nx;104\n`,
      );
      expect(values).to.deep.equal(["101", "102", "104"]);
      expect(lines).to.deep.equal(["5: the line is longer than 1 MB"]);
    });
  });

  describe("with ids in different spellings", () => {
    const READ: Readonly<Record<string, string>> = {
      "104": "104",
      " 104 ": "104",
      "\u00a0104\u00a0": "104",
      "000104": "104",
      "104.0": "104",
      '"104"': "104",
      '="104"': "104",
      '"=""104"""': "104",
      "4294967295": "4294967295",
    };
    for (const [cell, id] of Object.entries(READ))
      it(`reads ${JSON.stringify(cell)} as ${id}`, async () => {
        expect((await readList(`lead_id;name\n${cell};x\n`)).values).to.deep.equal([id]);
        expect((await readList(`lead_id\n${cell}\n`)).values).to.deep.equal([id]);
      });

    const REFUSED: readonly (readonly [cell: string, why: RegExp])[] = [
      ["1,234", /thousands separators/],
      ["1.234", /thousands separators/],
      ["1 234", /thousands separators/],
      ["1\u00a0234", /thousands separators/],
      ["1\u202f234\u202f567", /thousands separators/],
      ["1'234", /thousands separators/],
      ["12,50", /whole number/],
      ["104.00", /whole number/],
      ["104.5", /whole number/],
      ["1e3", /whole number/],
      ["1.04E+02", /whole number/],
      ["+104", /whole number/],
      ["-104", /whole number/],
      ["'104", /whole number/],
      ["0x68", /whole number/],
      ["１０４", /whole number/],
      ["4294967296", /larger than any lead id/],
      ["99999999999999999999", /larger than any lead id/],
      ['=104"', /whole number/],
    ];
    for (const [cell, why] of REFUSED)
      it(`reports ${JSON.stringify(cell)} with its line number`, async () => {
        const inColumns = await readList(`lead_id;name\n7;x\n${cell};x\n8;x\n9;y\n`);
        expect(inColumns.values).to.deep.equal(["7", "8", "9"]);
        const alone = await readList(`lead_id\n7\n${cell}\n8\n9\n`);
        expect(alone.values).to.deep.equal(["7", "8", "9"]);
        for (const [line, ...others] of [inColumns.refused, alone.refused]) {
          expect(line).to.match(/^3: /).and.to.match(why);
          expect(others).to.deep.equal([]);
        }
      });

    it("reports a line with binary data in a long file, and reads the other lines", async () => {
      const { values, refused: lines } = await readList(`lead_id\n${"1\n".repeat(3000)}10\x004\n2\n`);
      expect(values.slice(2999)).to.deep.equal(["1", "2"]);
      expect(lines).to.deep.equal(["3002: binary data"]);
    });
  });

  describe("is refused as a whole, with advice, when it", () => {
    it("is a workbook under any file name", async () => {
      for (const start of [
        [0x50, 0x4b, 3, 4],
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1],
      ])
        expect(await refused(Buffer.from([...start, 20, 0, 8, 0]))).to.match(
          /workbook .*save it as “CSV UTF-8”/,
        );
      expect(await refused("<html><table><tr><td>101</td></tr></table></html>")).to.match(
        /save it as “CSV UTF-8”/,
      );
    });

    it("has no readable first line", async () => {
      for (const first of [",".repeat(5000), '"name;lead_id', "x".repeat(2_000_000)])
        expect(await refused(`${first}\n1;2\n`)).to.match(/^line 1 of the list is no heading and no lead/);
    });

    it("is any other binary file", async () => {
      for (const bytes of [
        [0x89, 0x50, 0x4e, 0x47, 0, 1, 2],
        [0x1f, 0x8b, 8, 0],
        [0x25, 0x50, 0x44, 0x46],
        [0, 0, 0, 49],
      ])
        expect(await refused(Buffer.from(bytes))).to.match(/text file|compressed|PDF/);
    });
  });
});
