import { expect } from "chai";
import { describeMalformedJson } from "../../../server/api/json/jsonErrorLocation.ts";

function unexpected(
  character: string,
  reading: string,
  path: string,
  line: number,
  position: number,
): string {
  return `Unexpected character encountered while parsing ${reading}: ${character}. Path '${path}', line ${line}, position ${position}.`;
}

function unexpectedEnd(reading: string, path: string, line: number, position: number): string {
  return `Unexpected end encountered while parsing ${reading}. Path '${path}', line ${line}, position ${position}.`;
}

/** Malformed texts with the expected message. */
type Examples = Readonly<Record<string, string>>;

function check(examples: Examples): void {
  for (const [text, message] of Object.entries(examples)) {
    expect(() => JSON.parse(text), text).to.throw(SyntaxError);
    expect(describeMalformedJson(text), text).to.equal(message);
  }
}

describe("The error message for malformed JSON", () => {
  it("has the documented form: path, line number from 1, and count of characters before the mistake", () => {
    const ids = Array.from({ length: 98 }, (_, index) => `    ${index},`);
    const text = [
      "{",
      '  "insert_leads": true,',
      '  "delete_leads": true,',
      '  "lead_ids": [',
      ...ids,
      "    1s",
    ];
    expect(describeMalformedJson(`${text.join("\n")}\n  ]\n}`)).to.equal(
      unexpected("s", "number", "lead_ids[98]", 103, 5),
    );
  });

  it("points at the first wrong character in a number", () => {
    check({
      "[1,2s]": unexpected("s", "number", "[1]", 1, 4),
      "[01]": unexpected("1", "number", "[0]", 1, 2),
      "[0x1F]": unexpected("x", "number", "[0]", 1, 2),
      "[1.]": unexpected("]", "number", "[0]", 1, 3),
      "[1e]": unexpected("]", "number", "[0]", 1, 3),
      "[1.2.3]": unexpected(".", "number", "[0]", 1, 4),
      "[-]": unexpected("]", "number", "[0]", 1, 2),
      "[-a]": unexpected("a", "number", "[0]", 1, 2),
      '{"lead_ids":[1}': unexpected("}", "number", "lead_ids[0]", 1, 14),
    });
  });

  it("points at a value that starts with a wrong character or is a misspelt literal", () => {
    check({
      "[+1]": unexpected("+", "value", "[0]", 1, 1),
      "[.5]": unexpected(".", "value", "[0]", 1, 1),
      "[NaN]": unexpected("N", "value", "[0]", 1, 1),
      '{"insert_leads": True}': unexpected("T", "value", "insert_leads", 1, 17),
      '{"insert_leads": truth}': unexpected("t", "value", "insert_leads", 1, 20),
      "{'a': 1}": unexpected("'", "property name", "", 1, 1),
      "[1,]": unexpected("]", "value", "[1]", 1, 3),
      "[,1]": unexpected(",", "value", "[0]", 1, 1),
      '{"a":}': unexpected("}", "value", "a", 1, 5),
      "not json": unexpected("o", "value", "", 1, 1),
      "<html>": unexpected("<", "value", "", 1, 0),
    });
  });

  it("points at missing or extra punctuation between and after values", () => {
    check({
      "[1 2]": unexpected("2", "value", "[0]", 1, 3),
      '[true"x"]': unexpected('"', "value", "[0]", 1, 5),
      '{"a":1 "b":2}': unexpected('"', "value", "a", 1, 7),
      '[{} {"a":1}]': unexpected("{", "value", "[0]", 1, 4),
      "[{},x]": unexpected("x", "value", "[1]", 1, 4),
      '{"a":1}}': unexpected("}", "value", "", 1, 7),
      "[1]]": unexpected("]", "value", "", 1, 3),
      "[1 /* one */]": unexpected("/", "value", "[0]", 1, 3),
    });
  });

  it("points at a character that a string must not contain", () => {
    check({
      '["a\tb"]': unexpected("\\t", "string", "[0]", 1, 3),
      '["a\nb"]': unexpected("\\n", "string", "[0]", 1, 3),
      '["a\u0000b"]': unexpected("\\u0000", "string", "[0]", 1, 3),
      '["\\q"]': unexpected("q", "string", "[0]", 1, 3),
      '["\\\\\\q"]': unexpected("q", "string", "[0]", 1, 5),
      '["\\u12G4"]': unexpected("G", "string", "[0]", 1, 6),
      '["\\q\t"]': unexpected("q", "string", "[0]", 1, 3),
    });
  });

  it("points at the start of a misplaced string, even if the string itself is malformed", () => {
    check({ '[1 "\\q"]': unexpected('"', "value", "[0]", 1, 3) });
  });

  it("points at an invalid property name, and at a missing colon after a name", () => {
    check({
      "{a:1}": unexpected("a", "property name", "", 1, 1),
      "{1:2}": unexpected("1", "property name", "", 1, 1),
      "{,}": unexpected(",", "property name", "", 1, 1),
      "{:1}": unexpected(":", "property name", "", 1, 1),
      '{"a":1,}': unexpected("}", "property name", "", 1, 7),
      '{"a" 1}': unexpected("1", "property name", "", 1, 5),
      '{"a":{"b\tc":1}}': unexpected("\\t", "property name", "a", 1, 8),
    });
  });

  it("reports an unexpected end of the text", () => {
    check({
      "": unexpectedEnd("value", "", 1, 0),
      " ": unexpectedEnd("value", "", 1, 1),
      "{": unexpectedEnd("property name", "", 1, 1),
      '{"a': unexpectedEnd("property name", "", 1, 3),
      '{"a"': unexpectedEnd("property name", "", 1, 4),
      '{"a":': unexpectedEnd("value", "a", 1, 5),
      '{"a":tru': unexpectedEnd("value", "a", 1, 8),
      '{"a":true': unexpectedEnd("value", "a", 1, 9),
      '{"a":"te': unexpectedEnd("string", "a", 1, 8),
      '{"a":1,': unexpectedEnd("property name", "", 1, 7),
      '{"lead_ids":[': unexpectedEnd("value", "lead_ids[0]", 1, 13),
      '{"lead_ids":[1,2': unexpectedEnd("number", "lead_ids[1]", 1, 16),
      '{"lead_ids":[1,2,': unexpectedEnd("value", "lead_ids[2]", 1, 17),
      "[-": unexpectedEnd("number", "[0]", 1, 2),
      "[1.": unexpectedEnd("number", "[0]", 1, 3),
    });
  });

  it("gives the path through objects and arrays to the value", () => {
    check({
      '{"a":{"b":[1,{"c":x}]}}': unexpected("x", "value", "a.b[1].c", 1, 18),
      "[[[],[1,x]]]": unexpected("x", "value", "[0][1][1]", 1, 8),
      '{"a":{},"b":x}': unexpected("x", "value", "b", 1, 12),
    });
  });

  it("counts lines for every kind of line ending, and CRLF as one", () => {
    check({
      '{\n"a":x}': unexpected("x", "value", "a", 2, 4),
      '{\r\n"a":\r\n  x}': unexpected("x", "value", "a", 3, 2),
      '{\r"a":x}': unexpected("x", "value", "a", 2, 4),
      "[\n\n\n": unexpectedEnd("value", "[0]", 4, 0),
    });
  });

  it("shows a character above U+FFFF whole, also after other such characters", () => {
    check({
      "[😀]": unexpected("😀", "value", "[0]", 1, 1),
      '["😀😀\t"]': unexpected("\\t", "string", "[0]", 1, 6),
      '{"😀": x}': unexpected("x", "value", "😀", 1, 7),
    });
  });

  it("stays on one line, even if a property name contains line breaks", () => {
    check({ '{"a\\nb": x}': unexpected("x", "value", "a\\nb", 1, 9) });
  });

  it("reports only the first mistake in a long text with many", () => {
    const mistakes = ['"\\u"', '{"a":\\u12}', "[1,", ",", "\\\n", "//\r\n ", "x "];
    for (const piece of mistakes) {
      const text = `[[{}],${"\n".repeat(3)}?${piece.repeat((128 * 1024) / piece.length)}`;
      expect(describeMalformedJson(text), piece).to.equal(unexpected("?", "value", "[1]", 4, 0));
    }
  });

  it("gives the position in a long text that only lacks its end", () => {
    check({
      [`[${"1,".repeat(65_536)}`]: unexpectedEnd("value", "[65536]", 1, 131_073),
      [`"${"\\\\".repeat(65_536)}`]: unexpectedEnd("string", "", 1, 131_073),
      [`${"\n".repeat(131_072)}{`]: unexpectedEnd("property name", "", 131_073, 1),
    });
  });

  it("reports that a text is nested too deeply to parse", () => {
    expect(describeMalformedJson("[".repeat(300_000))).to.equal("The text is nested too deeply.");
    expect(describeMalformedJson('{"a":'.repeat(300_000))).to.equal("The text is nested too deeply.");
  });
});
