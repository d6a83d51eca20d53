import { expect } from "chai";
import type { KeyScope } from "../../server/keys/keySettings.ts";
import { ARCHIVE, DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { post, send } from "../support/client.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";

const METRICS = "/vicidial/dearchive/metrics";

describe("The scopes of a key", () => {
  const setup = useApiSetup();

  beforeEach(async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await insertLeads(setup().database, "vicidial_list", [2]);
  });

  /** Sends a complete move of lead 1 (restore) or 2 (archive). */
  async function move(key: string, path: typeof DEARCHIVE | typeof ARCHIVE) {
    const leadId = path === DEARCHIVE ? 1 : 2;
    return post(setup().server.url + path, key, { ...fullMove([leadId]), update_leads: false });
  }

  it("let a key made before scopes existed restore and archive", async () => {
    const { id, key } = await createKey(setup().database, { scopes: ["read"] });
    await setup().database.sql("UPDATE dearchive_api_keys SET scopes = DEFAULT WHERE id = ?", [id]);
    expect((await move(key, DEARCHIVE)).status).to.equal(200);
    expect((await move(key, ARCHIVE)).status).to.equal(200);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1]);
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([2]);
  });

  const MOVES: readonly (readonly [KeyScope, restores: boolean, archives: boolean])[] = [
    ["read", false, false],
    ["restore", true, false],
    ["archive", false, true],
    ["restore_by_phone", false, false],
  ];
  for (const [scope, restores, archives] of MOVES) {
    it(`let a key with only "${scope}" ${restores ? "" : "not "}restore and ${archives ? "" : "not "}archive`, async () => {
      const { key } = await createKey(setup().database, { scopes: [scope] });
      for (const [path, name, isAllowed] of [
        [DEARCHIVE, "restore", restores],
        [ARCHIVE, "archive", archives],
      ] as const) {
        if (isAllowed) {
          expect((await move(key, path)).status).to.equal(200);
          continue;
        }
        const answer = await leavingLeadsUntouched(setup(), () => move(key, path));
        expect(answer.status).to.equal(403);
        expect(answer.text).to.equal(`{"message":"the api key does not have the scope ${name}"}`);
        expect(answer.headers.get("Retry-After"), "waiting does not help").to.equal(null);
      }
    });
  }

  it("keep metrics from a key that may only restore by phone", async () => {
    // A forwarded request counts as remote.
    const read = async (scopes: readonly KeyScope[]) => {
      const { key } = await createKey(setup().database, { scopes });
      const headers = { Authorization: `Key=${key}`, "X-Forwarded-For": "192.0.2.1" };
      return (await send(setup().server.url + METRICS, { headers })).status;
    };
    expect(await read(["restore_by_phone"])).to.equal(403);
    expect(await read(["read"])).to.equal(200);
  });
});
