import { expect } from "chai";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { createKey, createUser, insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";

/** Returns a body with the given JSON text as lead_ids. */
function bodyWith(leadIds: string): string {
  return `{"insert_leads":true,"delete_leads":true,"lead_ids":${leadIds}}`;
}

function refusal(message: string, offenders: readonly string[] = []): string {
  const again = message === "lead_ids does not exist" ? `,"lead_count":${offenders.length}` : "";
  return `{"message":"${message}","lead_errors":${offenders.length}${again},"lead_ids":[${offenders.join()}]}`;
}

function countTo(length: number): readonly number[] {
  return Array.from({ length }, (_, n) => n + 1);
}

describe("lead_ids", () => {
  const setup = useApiSetup();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2, 100]));

  async function expectRefused(body: unknown, text: string, headers: Record<string, string> = {}) {
    const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(body, headers));
    expect(answer.text).to.equal(text);
    expect(answer.status).to.equal(400);
  }

  describe("must be integers:", () => {
    const notIntegers = [
      ...['"0"', '"1"', '""', '"a\\"b\\u0041"', "1.5", "-0.1", "1e-1", "null", "true", "false"],
      ...["[1]", '{"id":1}', "[]", "12345678901234567890", "9007199254740993", "1e999", "-1e999"],
      ...["1.0000000000000000001", "-2.00000000000000000001", "1e-400", "1e400"],
      ...[
        "9007199254740992",
        "9007199254740991.0000001",
        "9007199254740992.0",
        "1e16",
        "-9007199254740993e0",
      ],
      ...[`1.${"0".repeat(5000)}1`, "9".repeat(5000), `1e${"9".repeat(5000)}`, `1e-${"9".repeat(5000)}`],
      ...["4503599627370497.5", "10e-2", "1E-1"],
    ];
    for (const text of notIntegers) {
      it(`${text.slice(0, 30)} is refused, and reported as sent`, () =>
        expectRefused(
          bodyWith(`[1,${text},2]`),
          refusal("lead_ids must only contain integer values", [text]),
        ));
    }

    it("all other values are reported in the order sent, repeats included", () =>
      expectRefused(
        bodyWith('[1.5, "a", 1, null, 1.50, "a"]'),
        refusal("lead_ids must only contain integer values", ["1.5", '"a"', "null", "1.50", '"a"']),
      ));

    it("even a very deeply nested value is reported as sent", () => {
      const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
      return expectRefused(
        bodyWith(`[1,${deep}]`),
        refusal("lead_ids must only contain integer values", [deep]),
      );
    });

    it("wrong ids are found regardless of the rest of the body", () =>
      expectRefused(
        `{"lead_ids":["old"],"lead_ids":{"a":1,"b":[2]},"a":{"lead_ids":["no"]},"b":["lead_ids",[{"c":"[,"}]],${bodyWith('[ {"x" : [1, 2]} , 1,"]," ]').slice(1)}`,
        refusal("lead_ids must only contain integer values", ['{"x" : [1, 2]}', '"],"']),
      ));

    for (const [text, id] of [
      ["1.0", 1],
      ["1e2", 100],
      ["2.000e0", 2],
      ["10e-1", 1],
      ["0.2E+1", 2],
      ["1000000000000000000000e-21", 1],
      [`0.${"0".repeat(999)}1e1000`, 1],
      [`1.${"0".repeat(5000)}`, 1],
    ] as const) {
      it(`${text.slice(0, 30)} is accepted as ${id}`, async () => {
        const answer = await setup().dearchive(bodyWith(`[${text}]`));
        expect(answer.status, answer.text).to.equal(200);
        expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([id]);
      });
    }
  });

  describe("must contain at least one id:", () => {
    const text = refusal("lead_ids must contain atleast 1 value");
    it("a missing list is refused", () => expectRefused({ insert_leads: true, delete_leads: true }, text));
    for (const value of ["[]", "null", "1", '"1"', '{"0":1}', "true"])
      it(`${value} is refused`, () => expectRefused(bodyWith(value), text));
  });

  describe("cannot exceed the key's limit:", () => {
    it("500 leads move in one request by default", async () => {
      const { database, dearchive } = setup();
      await database.root("vicidial_list_archive").delete();
      await insertLeads(database, "vicidial_list_archive", countTo(500));
      const answer = await dearchive(fullMove(countTo(500)));
      expect(answer.body).to.deep.include({ select_count: 500, insert_count: 500, delete_count: 500 });
      expect(await leadIdsIn(database, "vicidial_list")).to.have.length(500);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    });

    it("501 ids are refused by default", () =>
      expectRefused(fullMove(countTo(501)), refusal("lead_ids cannot exceed 500 values")));

    it("a key with another limit gets that limit in the message", async () => {
      const { key } = await createKey(setup().database, { leadLimit: 2 });
      const own = { Authorization: `Key=${key}` };
      await expectRefused(fullMove([1, 2, 100]), refusal("lead_ids cannot exceed 2 values"), own);
      expect((await setup().dearchive(fullMove([1, 2]), own)).status).to.equal(200);
    });
  });

  describe("cannot contain duplicates:", () => {
    const message = "lead_ids cannot contain duplicate values";
    it("each duplicate is reported once, in the order of the second occurrences", () =>
      expectRefused(fullMove([1, 2, 100, 2, 1, 2]), refusal(message, ["2", "1"])));
    it("1 and 1.0 are the same id", () => expectRefused(bodyWith("[1,1.0]"), refusal(message, ["1"])));
    it("0 and -0.0e9 are the same id", () => expectRefused(bodyWith("[0,-0.0e9]"), refusal(message, ["0"])));
    it("0 and 0e99999 are the same id", () =>
      expectRefused(bodyWith("[0,0e99999]"), refusal(message, ["0"])));
    it("0 and -0 are the same id", () => expectRefused(bodyWith("[0,-0]"), refusal(message, ["0"])));
  });

  describe("must exist:", () => {
    const message = "lead_ids does not exist";
    for (const id of [0, -1, 3, 4294967296, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      it(`the missing id ${id} makes the whole batch fail`, () =>
        expectRefused(fullMove([1, id, 2]), refusal(message, [String(id)])));
    }

    it("missing ids in other notations are reported as plain integers", () =>
      expectRefused(bodyWith("[-0,5e0,1,70e-1]"), refusal(message, ["0", "5", "7"])));

    it("all missing ids are reported in the order sent", () =>
      expectRefused(fullMove([9, 1, -5, 8]), refusal(message, ["9", "-5", "8"])));

    it("a lead that is only live, not in the archive, is missing", async () => {
      await insertLeads(setup().database, "vicidial_list", [7]);
      await expectRefused(fullMove([1, 7]), refusal(message, ["7"]));
    });

    it("a lead in a list that the key's user cannot access is reported as missing", async () => {
      const { database } = setup();
      await database.root("vicidial_lists").insert({ list_id: 1001, campaign_id: "SALES", active: "Y" });
      await createUser(database, "sales", {}, " SALES -");
      const { key } = await createKey(database, { vicidialUser: "sales" });
      await insertLead(database, "vicidial_list_archive", 50, { list_id: 2002 });
      await expectRefused(fullMove([1, 50]), refusal(message, ["50"]), { Authorization: `Key=${key}` });
    });
  });

  it("can contain id 0 if that lead is archived", async () => {
    const { database, dearchive } = setup();
    await insertLead(database, "vicidial_list_archive", 0);
    const answer = await dearchive(fullMove([0]));
    expect(answer.body).to.deep.include({ select_count: 1, insert_count: 1, delete_count: 1 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([0]);
  });
});
