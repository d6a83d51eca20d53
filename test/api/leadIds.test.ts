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

  describe("are integers", () => {
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
      it(`and ${text.slice(0, 30)} is none, and is told as sent`, () =>
        expectRefused(
          bodyWith(`[1,${text},2]`),
          refusal("lead_ids must only contain integer values", [text]),
        ));
    }

    it("and all that are none are told, in the order sent, each as often as sent", () =>
      expectRefused(
        bodyWith('[1.5, "a", 1, null, 1.50, "a"]'),
        refusal("lead_ids must only contain integer values", ["1.5", '"a"', "null", "1.50", '"a"']),
      ));

    it("and a value that is nested very deeply is told as sent too", () => {
      const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
      return expectRefused(
        bodyWith(`[1,${deep}]`),
        refusal("lead_ids must only contain integer values", [deep]),
      );
    });

    it("and one that is none is found past whatever else the body holds", () =>
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
      it(`and ${text.slice(0, 30)} is the integer ${id}`, async () => {
        const answer = await setup().dearchive(bodyWith(`[${text}]`));
        expect(answer.status, answer.text).to.equal(200);
        expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([id]);
      });
    }
  });

  describe("are at least one", () => {
    const text = refusal("lead_ids must contain atleast 1 value");
    it("so a missing list is refused", () => expectRefused({ insert_leads: true, delete_leads: true }, text));
    for (const value of ["[]", "null", "1", '"1"', '{"0":1}', "true"])
      it(`so ${value} is refused`, () => expectRefused(bodyWith(value), text));
  });

  describe("are at most what the key allows", () => {
    it("500 at first, so that 500 are moved in one call", async () => {
      const { database, dearchive } = setup();
      await database.root("vicidial_list_archive").delete();
      await insertLeads(database, "vicidial_list_archive", countTo(500));
      const answer = await dearchive(fullMove(countTo(500)));
      expect(answer.body).to.deep.include({ select_count: 500, insert_count: 500, delete_count: 500 });
      expect(await leadIdsIn(database, "vicidial_list")).to.have.length(500);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    });

    it("500 at first, so that 501 are refused", () =>
      expectRefused(fullMove(countTo(501)), refusal("lead_ids cannot exceed 500 values")));

    it("a key's own limit, which the message names", async () => {
      const { key } = await createKey(setup().database, { leadLimit: 2 });
      const own = { Authorization: `Key=${key}` };
      await expectRefused(fullMove([1, 2, 100]), refusal("lead_ids cannot exceed 2 values"), own);
      expect((await setup().dearchive(fullMove([1, 2]), own)).status).to.equal(200);
    });
  });

  describe("are each named once", () => {
    const message = "lead_ids cannot contain duplicate values";
    it("so each that is named again is told once, in the order of its second mention", () =>
      expectRefused(fullMove([1, 2, 100, 2, 1, 2]), refusal(message, ["2", "1"])));
    it("so 1 and 1.0 are the same", () => expectRefused(bodyWith("[1,1.0]"), refusal(message, ["1"])));
    it("so 0 and -0.0e9 are the same", () => expectRefused(bodyWith("[0,-0.0e9]"), refusal(message, ["0"])));
    it("so 0 and 0e99999 are the same", () =>
      expectRefused(bodyWith("[0,0e99999]"), refusal(message, ["0"])));
    it("so 0 and -0 are the same", () => expectRefused(bodyWith("[0,-0]"), refusal(message, ["0"])));
  });

  describe("exist", () => {
    const message = "lead_ids does not exist";
    for (const id of [0, -1, 3, 4294967296, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      it(`so ${id}, which does not, refuses the whole batch`, () =>
        expectRefused(fullMove([1, id, 2]), refusal(message, [String(id)])));
    }

    it("so those written otherwise are told as the integers that they are", () =>
      expectRefused(bodyWith("[-0,5e0,1,70e-1]"), refusal(message, ["0", "5", "7"])));

    it("so all that do not are told, in the order sent", () =>
      expectRefused(fullMove([9, 1, -5, 8]), refusal(message, ["9", "-5", "8"])));

    it("in the archive: one that is only live does not count", async () => {
      await insertLeads(setup().database, "vicidial_list", [7]);
      await expectRefused(fullMove([1, 7]), refusal(message, ["7"]));
    });

    it("in lists that the key's user may touch: others are told as if they did not exist", async () => {
      const { database } = setup();
      await database.root("vicidial_lists").insert({ list_id: 1001, campaign_id: "SALES", active: "Y" });
      await createUser(database, "sales", {}, " SALES -");
      const { key } = await createKey(database, { vicidialUser: "sales" });
      await insertLead(database, "vicidial_list_archive", 50, { list_id: 2002 });
      await expectRefused(fullMove([1, 50]), refusal(message, ["50"]), { Authorization: `Key=${key}` });
    });
  });

  it("may hold id 0 where such a lead is archived", async () => {
    const { database, dearchive } = setup();
    await insertLead(database, "vicidial_list_archive", 0);
    const answer = await dearchive(fullMove([0]));
    expect(answer.body).to.deep.include({ select_count: 1, insert_count: 1, delete_count: 1 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([0]);
  });
});
