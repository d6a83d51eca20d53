import { expect } from "chai";
import fc from "fast-check";
import { rawJson, stringifyBody } from "../../../server/api/json/rawJson.ts";

describe("JSON pieces written as they stand", () => {
  it("keep a number that JavaScript cannot hold", () => {
    expect(
      stringifyBody({ lead_ids: [rawJson("12345678901234567890"), rawJson("1e400"), rawJson("1.0")] }),
    ).to.equal('{"lead_ids":[12345678901234567890,1e400,1.0]}');
  });

  it("keep their blanks, escapes and order of keys", () => {
    const text = '{ "b" : "\\u0041", "a":[ ] }';
    expect(stringifyBody({ lead_ids: [rawJson(text)] })).to.equal(`{"lead_ids":[${text}]}`);
  });

  it("keep characters that mean something to a replacement", () => {
    const text = '"$& $1 $$ $` $\'"';
    expect(stringifyBody([rawJson(text)])).to.equal(`[${text}]`);
  });

  it("may be the whole body", () => {
    expect(stringifyBody(rawJson("1.0"))).to.equal("1.0");
  });

  it("stand each in its own place, however many there are", () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 30 }), (texts) => {
        expect(stringifyBody({ lead_ids: texts.map(rawJson) })).to.equal(`{"lead_ids":[${texts.join(",")}]}`);
      }),
    );
  });

  it("leave a body without them as JSON.stringify writes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringifyBody(value)).to.equal(JSON.stringify(value));
      }),
    );
  });

  it("are never mistaken for text that looks like a mark", () => {
    const look = "00000000-0000-4000-8000-0000000000000";
    expect(stringifyBody({ message: look, lead_ids: [rawJson("1")] })).to.equal(
      `{"message":"${look}","lead_ids":[1]}`,
    );
  });
});
