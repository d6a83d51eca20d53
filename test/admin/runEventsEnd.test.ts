import { expect } from "chai";
import { createPlugin } from "../../server/index.ts";
import { listen } from "../../server/listen.ts";
import { basicAuth, createPeople, HOME } from "../support/adminSetup.ts";
import { createTestDatabase } from "../support/database.ts";
import { createRun, untilRun } from "../support/runs.ts";

describe("Server shutdown", () => {
  it("does not wait for open run pages, and closes their event streams", async () => {
    const database = await createTestDatabase();
    try {
      await createPeople(database);
      const server = await listen(createPlugin({ config: database.config }), { host: "127.0.0.1", port: 0 });
      const id = await createRun(database, [1, 2, 3]);
      await untilRun(database, id, "ready");
      const address = `http://127.0.0.1:${server.port}${HOME}/runs/${id}/events`;
      const viewers = await Promise.all([1, 2, 3].map(() => fetch(address, { headers: basicAuth("boss") })));
      const seen = viewers.map((viewer) => viewer.text());
      await server.close();
      for (const text of await Promise.all(seen)) expect(text).to.include('"state":"ready"');
    } finally {
      await database.drop();
    }
  });
});
