import { expect } from "chai";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { insertLeads } from "../support/factories.ts";

const NO_BOOLEANS = ["null", '"true"', '"false"', '""', "1", "0", "[]", "[true]", "{}"];

/** Returns a body with one flag as the given JSON text, or without it. */
function bodyWith(flag: string, text: string | undefined): string {
  const members = ["insert_leads", "delete_leads"].map((name) => {
    const value = name === flag ? text : "true";
    return value === undefined ? [] : [`"${name}":${value}`];
  });
  return `{${members.flat().join()},"lead_ids":[1]}`;
}

describe("insert_leads and delete_leads", () => {
  const setup = useApiSetup();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  async function expectRefused(flag: string, body: string): Promise<void> {
    const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(body));
    expect(answer.status).to.equal(400);
    expect(answer.text).to.equal(
      `{"message":"${flag} must be a boolean value","lead_errors":0,"lead_ids":[]}`,
    );
  }

  for (const flag of ["insert_leads", "delete_leads"]) {
    it(`are refused if ${flag} is missing`, () => expectRefused(flag, bodyWith(flag, undefined)));

    for (const text of NO_BOOLEANS)
      it(`are refused if ${flag} is ${text}`, () => expectRefused(flag, bodyWith(flag, text)));
  }

  for (const json of ["[]", "[true]", "null", "true", "1", '"text"', "{}"]) {
    it(`are missing in a body that is just ${json}`, () => expectRefused("insert_leads", json));
  }

  it("are not inherited from a field named __proto__", () =>
    expectRefused(
      "insert_leads",
      '{"__proto__":{"insert_leads":true,"delete_leads":true,"lead_ids":[1]},"lead_ids":[1]}',
    ));

  it("are case-sensitive names", () =>
    expectRefused("insert_leads", '{"Insert_Leads":true,"delete_leads":true,"lead_ids":[1]}'));
});
