import { expect } from "chai";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, send } from "../support/client.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";

describe("The Authorization header", () => {
  const setup = useApiSetup();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  function callWith(authorization: string | undefined, path = DEARCHIVE): Promise<Answer> {
    return send(setup().server.url + path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      body: JSON.stringify(fullMove([1])),
    });
  }

  async function expectRefused(authorization: string | undefined, path?: string): Promise<void> {
    const answer = await leavingLeadsUntouched(setup(), () => callWith(authorization, path));
    expect(answer.status).to.equal(401);
    expect(answer.text).to.equal('{"message":"unable to validate api user"}');
  }

  const accepted: Readonly<Record<string, (key: string) => string>> = {
    "Key=…": (key) => `Key=${key}`,
    "key=…": (key) => `key=${key}`,
    "KEY=…": (key) => `KEY=${key}`,
    "Key = …": (key) => `Key = ${key}`,
    "Key =…": (key) => `Key =${key}`,
    'Key="…"': (key) => `Key="${key}"`,
    'key = "…"': (key) => `key = "${key}"`,
    "Bearer …": (key) => `Bearer ${key}`,
    "bearer …": (key) => `bearer ${key}`,
  };
  for (const [form, write] of Object.entries(accepted)) {
    it(`is accepted in the form ${form}`, async () => {
      expect((await callWith(write(setup().key))).status).to.equal(200);
      expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1]);
    });
  }

  const refused: Readonly<Record<string, (key: string) => string | undefined>> = {
    "is missing": () => undefined,
    "is empty": () => "",
    "is just a key": (key) => key,
    "has no key": () => "Key=",
    "has an empty key": () => 'Key=""',
    "names another scheme": (key) => `Basic ${key}`,
    "names a scheme that only begins with Key": (key) => `Keys=${key}`,
    "has a key that is cut off": (key) => `Key=${key.slice(0, -1)}`,
    "has extra text after the key": (key) => `Key=${key}x`,
    "has two keys": (key) => `Key=${key}, Key=${key}`,
    "has a key with a quote on one side": (key) => `Key="${key}`,
    "has a mistyped key": (key) => `Key=${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`,
    "has a key in capitals": (key) => `Key=${key.toUpperCase()}`,
    "has a well-formed key that was never created": () => `Key=${makeApiKey()}`,
    "has SQL instead of a key": () => "Key=' OR '1'='1",
  };
  for (const [what, write] of Object.entries(refused))
    it(`is refused if it ${what}`, () => expectRefused(write(setup().key)));

  it("is the only place for a key: a key in the query string is ignored", () =>
    expectRefused(undefined, `${DEARCHIVE}?key=${setup().key}&Authorization=Key=${setup().key}`));

  describe("with a customer in the path", () => {
    it("is accepted if the key belongs to that customer", async () => {
      expect((await callWith(`Key=${setup().key}`, `${DEARCHIVE}/default`)).status).to.equal(200);
    });

    it("is accepted if the customer's name is percent-encoded", async () => {
      const { key } = await createKey(setup().database, { customer: "Müller & Co" });
      const path = `${DEARCHIVE}/${encodeURIComponent("Müller & Co")}`;
      expect((await callWith(`Key=${key}`, path)).status).to.equal(200);
    });

    for (const customer of ["other", "Default", "default2", "default%20", "%27%20OR%201=1", "%zz"])
      it(`is refused if the path names ${customer}`, () =>
        expectRefused(`Key=${setup().key}`, `${DEARCHIVE}/${customer}`));

    it("is refused if the key belongs to another customer", async () => {
      const { key } = await createKey(setup().database, { customer: "acme" });
      await expectRefused(`Key=${key}`, `${DEARCHIVE}/default`);
      expect((await callWith(`Key=${key}`, `${DEARCHIVE}/acme`)).status).to.equal(200);
    });
  });
});
