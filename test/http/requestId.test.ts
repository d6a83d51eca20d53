import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, send } from "../support/client.ts";
import { insertLeads } from "../support/factories.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("X-Request-Id", () => {
  const setup = useApiSetup();
  const idOf = (answer: Answer) => answer.headers.get("X-Request-Id");

  const answers: Readonly<Record<string, (headers: Record<string, string>) => Promise<Answer>>> = {
    200: async (headers) => {
      await insertLeads(setup().database, "vicidial_list_archive", [1]);
      return setup().dearchive(fullMove([1]), headers);
    },
    400: (headers) => setup().dearchive({}, headers),
    401: (headers) => setup().dearchive(fullMove([1]), { ...headers, Authorization: "" }),
    404: (headers) => send(`${setup().server.url}/none`, { headers }),
    405: (headers) => send(setup().server.url + DEARCHIVE, { headers }),
    413: (headers) => setup().dearchive(" ".repeat(2 * 1024 * 1024), headers),
    415: (headers) => setup().dearchive("a=b", { ...headers, "Content-Type": "text/plain" }),
    500: (headers) => setup().dearchive("{", headers),
  };

  for (const [status, call] of Object.entries(answers)) {
    it(`is on an answer ${status}`, async () => {
      const answer = await call({});
      expect(String(answer.status)).to.equal(status);
      expect(idOf(answer)).to.match(UUID);
    });

    it(`from the caller is kept on an answer ${status}`, async () => {
      const answer = await call({ "X-Request-Id": "proxy-1.2_3-4567" });
      expect(String(answer.status)).to.equal(status);
      expect(idOf(answer)).to.equal("proxy-1.2_3-4567");
    });
  }

  for (const odd of [
    "",
    "short",
    "x".repeat(65),
    "has a space in it",
    'quote"quote',
    "a,b,c,d,e",
    "<b>bold</b>",
  ]) {
    it(`is replaced if the caller's is unsuitable: "${odd.slice(0, 20)}"`, async () => {
      expect(idOf(await setup().dearchive({}, { "X-Request-Id": odd }))).to.match(UUID);
    });
  }

  it("is different for each request", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => idOf(await setup().dearchive({}))));
    expect(new Set(ids).size).to.equal(20);
  });

  it("is stored with the batch of the request", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    const answer = await dearchive(fullMove([1]), { "X-Request-Id": "kept-with-the-batch" });
    expect(answer.status).to.equal(200);
    const rows = await database.sql(
      "SELECT state, select_count, insert_count, delete_count FROM dearchive_batches WHERE request_id = ?",
      ["kept-with-the-batch"],
    );
    expect(rows).to.deep.equal([{ state: "done", select_count: 1, insert_count: 1, delete_count: 1 }]);
  });
});
