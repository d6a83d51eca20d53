import { expect } from "chai";
import fc from "fast-check";
import { describeMalformedJson } from "../../../server/api/json/jsonErrorLocation.ts";
import { validJsonPrefixLength } from "../../support/jsonPrefix.ts";

const FORM =
  /^Unexpected (?:end|character) encountered while parsing (property name|string|number|value)(?:: (.+))?\. Path '(.*)', line (\d+), position (\d+)\.$/su;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Members of a request body, with the white space that editors and libraries write. */
const validJson = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 4), fc.constantFrom("\n", "\r\n", "\r"))
  .map(([text, indent, lineEnd]) => JSON.stringify(JSON.parse(text), null, indent).replaceAll("\n", lineEnd));

const character = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...'{}[],:"\\/-+.eEu019tfnx \n\r\t\u0000\u00a0\ufeff', "😀") },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: "binary" }) },
);

/** A JSON text with one character inserted, removed or replaced, or cut off. */
const brokenJson = fc
  .tuple(validJson, fc.nat(), character, fc.constantFrom("insert", "delete", "replace", "cut"))
  .map(([text, place, put, change]) => {
    const at = place % (text.length + 1);
    if (change === "cut") return text.slice(0, at);
    return (
      text.slice(0, at) + (change === "delete" ? "" : put) + text.slice(change === "insert" ? at : at + 1)
    );
  })
  .filter((text) => !isJson(text));

/** Returns the offset of a position in a line. */
function offsetOf(text: string, line: number, position: number): number {
  const lineEnds = [...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length);
  return (line === 1 ? 0 : (lineEnds[line - 2] ?? Number.NaN)) + position;
}

function placeIn(text: string) {
  const match = FORM.exec(describeMalformedJson(text));
  const [, reading, shown, path, line, position] = match ?? [];
  return { reading, shown, path, offset: offsetOf(text, Number(line), Number(position)) };
}

describe("The reported location of a mistake in JSON", () => {
  it("has the contract's form on one line for every text", () => {
    fc.assert(
      fc.property(brokenJson, (text) => {
        const message = describeMalformedJson(text);
        expect(message).to.match(FORM);
        expect([...message].every((each) => each >= " ")).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("is the first character that no valid JSON could have there, or the end of the text", () => {
    fc.assert(
      fc.property(brokenJson, (text) => {
        expect(placeIn(text).offset).to.equal(validJsonPrefixLength(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("is also correct for texts that hardly resemble JSON", () => {
    const soup = fc
      .array(
        fc.oneof(
          fc.constantFrom(...'{ } [ ] , : " \\ 1 - . e true tru null "a" // /*'.split(" ")),
          character,
        ),
      )
      .map((pieces) => pieces.join(""))
      .filter((text) => !isJson(text));
    fc.assert(
      fc.property(soup, (text) => {
        expect(placeIn(text).offset).to.equal(validJsonPrefixLength(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("comes with the wrong character, or with a note that the text ends", () => {
    fc.assert(
      fc.property(brokenJson, (text) => {
        const at = validJsonPrefixLength(text);
        const wrong = String.fromCodePoint(text.codePointAt(at) ?? 0);
        const shown = wrong < " " ? JSON.stringify(wrong).slice(1, -1) : wrong;
        expect(placeIn(text).shown).to.equal(at === text.length ? undefined : shown);
      }),
      { numRuns: 1000 },
    );
  });

  it("includes the path of the wrong value", () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: "medium" },
        fc.constantFrom(0, -1.5, true, null, "text", ""),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.nat(), (json, choice) => {
        const leaves = leavesOf(json, "");
        const leaf = leaves[choice % leaves.length] ?? "";
        const text = JSON.stringify(breakAt(json, "", leaf), null, 2).replace('"BROKEN"', "?");
        expect(placeIn(text).path).to.equal(leaf.replace(/^\./, ""));
      }),
      { numRuns: 500 },
    );
  });
});

/** Returns the paths of all scalars, empty arrays and empty objects in a value. */
function leavesOf(json: unknown, path: string): readonly string[] {
  if (typeof json !== "object" || json === null) return [path];
  const members = Array.isArray(json)
    ? json.flatMap((each, index) => leavesOf(each, `${path}[${index}]`))
    : Object.entries(json).flatMap(([name, each]) => leavesOf(each, `${path}.${name}`));
  return members.length === 0 ? [path] : members;
}

function breakAt(json: unknown, path: string, leaf: string): unknown {
  if (path === leaf) return "BROKEN";
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((each, index) => breakAt(each, `${path}[${index}]`, leaf));
  return Object.fromEntries(
    Object.entries(json).map(([name, each]) => [name, breakAt(each, `${path}.${name}`, leaf)]),
  );
}
