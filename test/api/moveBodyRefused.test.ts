import { expect } from "chai";
import fc from "fast-check";
import { readMoveBody } from "../../server/api/body.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";

const FLAGS = '"insert_leads":true,"delete_leads":false';

/** Returns the fault of a refused body. */
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

describe("the body of a move that is refused", () => {
  it("is told the place where it is no JSON", () => {
    expect(faultOf(withIds("[1,2s]"))).to.deep.equal({
      code: "body_malformed",
      detail:
        "Unexpected character encountered while parsing number: s. Path 'lead_ids[1]', line 1, position 57.",
    });
  });

  it("has no flags where it is no object", () => {
    for (const text of ["null", "1", '"text"', "true", "[]", '[{"insert_leads":true}]'])
      expect(faultOf(text), text).to.deep.equal({ code: "flag_not_boolean", flag: "insert" });
  });

  it("misses a flag, or has one that is no boolean", () => {
    for (const value of ['"true"', "1", "0", "null", "[]", "{}", '""']) {
      const text = `{"insert_leads":true,"delete_leads":${value},"lead_ids":[1]}`;
      expect(faultOf(text), value).to.deep.equal({ code: "flag_not_boolean", flag: "delete" });
    }
    expect(faultOf('{"insert_leads":true,"lead_ids":[1]}')).to.deep.equal({
      code: "flag_not_boolean",
      flag: "delete",
    });
  });

  it("is told the first of its wrong flags, in the contract's order", () => {
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

  it("has flags that it does not inherit", () => {
    expect(faultOf('{"__proto__":{"insert_leads":true,"delete_leads":true,"lead_ids":[1]}}')).to.deep.equal({
      code: "flag_not_boolean",
      flag: "insert",
    });
  });

  it("holds ids that are no integers: all of them, exactly as they were sent", () => {
    expect(
      faultOf(withIds('[1,"0", 1.5 ,null,true,[ 1 ],{"a" : 1},1e400,12345678901234567890,2]')),
    ).to.deep.equal({
      code: "ids_not_integer",
      values: ['"0"', "1.5", "null", "true", "[ 1 ]", '{"a" : 1}', "1e400", "12345678901234567890"],
    });
  });

  it("holds wrong ids in the last lead_ids of several, wherever others stand", () => {
    const text = `{"lead_ids":["first"],"x":{"lead_ids":["inner"]},${FLAGS},"lead_ids":[{"lead_ids":["deep"]},"last"],"y":[["lead_ids"]]}`;
    expect(faultOf(text)).to.deep.equal({
      code: "ids_not_integer",
      values: ['{"lead_ids":["deep"]}', '"last"'],
    });
  });

  it("holds wrong ids under an escaped name", () => {
    expect(faultOf(`{${FLAGS},"lead\\u005fids":["a"]}`)).to.deep.equal({
      code: "ids_not_integer",
      values: ['"a"'],
    });
  });

  it("holds an id that is nested more deeply than any parser descends", () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    expect(faultOf(withIds(`[1,${deep}]`))).to.deep.equal({ code: "ids_not_integer", values: [deep] });
  });

  it("has a flag that is nested more deeply than any parser descends", () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    expect(faultOf(`{"insert_leads":${deep},"delete_leads":true,"lead_ids":[1]}`)).to.deep.equal({
      code: "flag_not_boolean",
      flag: "insert",
    });
  });

  it("holds wrong ids, whatever JSON they are, and is told each as sent", () => {
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

  it("names no lead", () => {
    for (const value of ["[]", "null", "1", '"1"', '{"0":1}', "true"])
      expect(faultOf(withIds(value)), value).to.deep.equal({ code: "ids_empty" });
    expect(faultOf(`{${FLAGS}}`)).to.deep.equal({ code: "ids_empty" });
  });

  it("names more leads than the key allows", () => {
    expect(faultOf(withIds("[1,2,3]"), DEARCHIVE, 2)).to.deep.equal({ code: "ids_over_limit", limit: 2 });
  });

  it("names leads twice: each of them once, in the order in which they come again", () => {
    expect(faultOf(withIds("[5,7,9,7,5,5,1.0,1]"))).to.deep.equal({ code: "ids_duplicate", ids: [7, 5, 1] });
  });

  it("is told its first mistake, in the contract's order", () => {
    expect(faultOf(withIds('[1,1,1,"x"]'), DEARCHIVE, 2)).to.have.property("code", "ids_not_integer");
    expect(faultOf(withIds("[1,1,1]"), DEARCHIVE, 2)).to.have.property("code", "ids_over_limit");
    expect(faultOf('{"insert_leads":1,"delete_leads":1,"lead_ids":["x"]}')).to.have.property(
      "code",
      "flag_not_boolean",
    );
  });
});
