import { expect } from "chai";
import fc from "fast-check";
import { rawJson, stringifyBody } from "../../../server/api/json/rawJson.ts";

describe("Raw JSON fragments in a response body", () => {
  it("keep a number that JavaScript would round", () => {
    expect(
      stringifyBody({ lead_ids: [rawJson("12345678901234567890"), rawJson("1e400"), rawJson("1.0")] }),
    ).to.equal('{"lead_ids":[12345678901234567890,1e400,1.0]}');
  });

  it("keep their white space, escapes and key order", () => {
    const text = '{ "b" : "\\u0041", "a":[ ] }';
    expect(stringifyBody({ lead_ids: [rawJson(text)] })).to.equal(`{"lead_ids":[${text}]}`);
  });

  it("keep characters that are special in String.replace", () => {
    const text = '"$& $1 $$ $` $\'"';
    expect(stringifyBody([rawJson(text)])).to.equal(`[${text}]`);
  });

  it("can be the whole body", () => {
    expect(stringifyBody(rawJson("1.0"))).to.equal("1.0");
  });

  it("stay in their own positions, even if there are many", () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 30 }), (texts) => {
        expect(stringifyBody({ lead_ids: texts.map(rawJson) })).to.equal(`{"lead_ids":[${texts.join(",")}]}`);
      }),
    );
  });

  it("leave the rest of the body as JSON.stringify writes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringifyBody(value)).to.equal(JSON.stringify(value));
      }),
    );
  });

  it("are never confused with text that looks like a placeholder", () => {
    const look = "00000000-0000-4000-8000-0000000000000";
    expect(stringifyBody({ message: look, lead_ids: [rawJson("1")] })).to.equal(
      `{"message":"${look}","lead_ids":[1]}`,
    );
  });
});
