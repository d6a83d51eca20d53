import { expect } from "chai";
import fc from "fast-check";
import { readMoveBody } from "../../server/api/moveRequest.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";

const FLAGS = '"insert_leads":true,"delete_leads":false';

/** Returns the error of a refused body. */
function faultOf(text: string, direction = DEARCHIVE, limit = 500): Fault | undefined {
  try {
    readMoveBody(text, direction, limit);
    return undefined;
  } catch (error) {
    if (error instanceof DearchiveError) return error.fault;
    throw error;
  }
}

function withIds(ids: string): string {
  return `{${FLAGS},"lead_ids":${ids}}`;
}

describe("A refused move body", () => {
  it("gets the location of its syntax error", () => {
    expect(faultOf(withIds("[1,2s]"))).to.deep.equal({
      code: "body_malformed",
      detail:
        "Unexpected character encountered while parsing number: s. Path 'lead_ids[1]', line 1, position 57.",
    });
  });

  it("gets flag_not_boolean if it is not an object", () => {
    for (const text of ["null", "1", '"text"', "true", "[]", '[{"insert_leads":true}]'])
      expect(faultOf(text), text).to.deep.equal({ code: "flag_not_boolean", flag: "insert" });
  });

  it("gets flag_not_boolean if a flag is missing or not a boolean", () => {
    for (const value of ['"true"', "1", "0", "null", "[]", "{}", '""']) {
      const text = `{"insert_leads":true,"delete_leads":${value},"lead_ids":[1]}`;
      expect(faultOf(text), value).to.deep.equal({ code: "flag_not_boolean", flag: "delete" });
    }
    expect(faultOf('{"insert_leads":true,"lead_ids":[1]}')).to.deep.equal({
      code: "flag_not_boolean",
      flag: "delete",
    });
  });

  it("gets an error for the first of its wrong flags, in the contract's order", () => {
    expect(faultOf('{"delete_leads":1}', ARCHIVE)).to.deep.equal({
      code: "flag_not_boolean",
      flag: "insert",
    });
    expect(faultOf('{"insert_leads":true}', ARCHIVE)).to.deep.equal({
      code: "flag_not_boolean",
      flag: "update",
    });
    expect(faultOf('{"insert_leads":true,"update_leads":true}', ARCHIVE)).to.deep.equal({
      code: "flag_not_boolean",
      flag: "delete",
    });
  });

  it("cannot inherit its flags from __proto__", () => {
    expect(faultOf('{"__proto__":{"insert_leads":true,"delete_leads":true,"lead_ids":[1]}}')).to.deep.equal({
      code: "flag_not_boolean",
      flag: "insert",
    });
  });

  it("gets back all ids that are not integers, exactly as sent", () => {
    expect(
      faultOf(withIds('[1,"0", 1.5 ,null,true,[ 1 ],{"a" : 1},1e400,12345678901234567890,2]')),
    ).to.deep.equal({
      code: "ids_not_integer",
      values: ['"0"', "1.5", "null", "true", "[ 1 ]", '{"a" : 1}', "1e400", "12345678901234567890"],
    });
  });

  it("gets back the wrong ids of its last lead_ids, even if there are several", () => {
    const text = `{"lead_ids":["first"],"x":{"lead_ids":["inner"]},${FLAGS},"lead_ids":[{"lead_ids":["deep"]},"last"],"y":[["lead_ids"]]}`;
    expect(faultOf(text)).to.deep.equal({
      code: "ids_not_integer",
      values: ['{"lead_ids":["deep"]}', '"last"'],
    });
  });

  it("gets back wrong ids under an escaped field name", () => {
    expect(faultOf(`{${FLAGS},"lead\\u005fids":["a"]}`)).to.deep.equal({
      code: "ids_not_integer",
      values: ['"a"'],
    });
  });

  it("gets back an id that is nested too deeply for any parser", () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    expect(faultOf(withIds(`[1,${deep}]`))).to.deep.equal({ code: "ids_not_integer", values: [deep] });
  });

  it("gets flag_not_boolean for a flag that is nested too deeply for any parser", () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    expect(faultOf(`{"insert_leads":${deep},"delete_leads":true,"lead_ids":[1]}`)).to.deep.equal({
      code: "flag_not_boolean",
      flag: "insert",
    });
  });

  it("gets back every wrong id as sent, for any kind of JSON", () => {
    const wrong = fc.json({ maxDepth: 2 }).filter((text) => !Number.isSafeInteger(JSON.parse(text)));
    fc.assert(
      fc.property(
        fc.array(wrong, { minLength: 1, maxLength: 9 }),
        fc.constantFrom(",", " ,\r\n\t"),
        (values, comma) => {
          expect(faultOf(withIds(`[ ${values.join(comma)} ]`))).to.deep.equal({
            code: "ids_not_integer",
            values,
          });
        },
      ),
    );
  });

  it("gets ids_empty if it names no lead", () => {
    for (const value of ["[]", "null", "1", '"1"', '{"0":1}', "true"])
      expect(faultOf(withIds(value)), value).to.deep.equal({ code: "ids_empty" });
    expect(faultOf(`{${FLAGS}}`)).to.deep.equal({ code: "ids_empty" });
  });

  it("gets ids_over_limit if it names more leads than the key allows", () => {
    expect(faultOf(withIds("[1,2,3]"), DEARCHIVE, 2)).to.deep.equal({ code: "ids_over_limit", limit: 2 });
  });

  it("gets back every duplicate id once, in the order of their second occurrence", () => {
    expect(faultOf(withIds("[5,7,9,7,5,5,1.0,1]"))).to.deep.equal({ code: "ids_duplicate", ids: [7, 5, 1] });
  });

  it("gets an error for its first mistake, in the contract's order", () => {
    expect(faultOf(withIds('[1,1,1,"x"]'), DEARCHIVE, 2)).to.have.property("code", "ids_not_integer");
    expect(faultOf(withIds("[1,1,1]"), DEARCHIVE, 2)).to.have.property("code", "ids_over_limit");
    expect(faultOf('{"insert_leads":1,"delete_leads":1,"lead_ids":["x"]}')).to.have.property(
      "code",
      "flag_not_boolean",
    );
  });
});
