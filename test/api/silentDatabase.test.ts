import { expect } from "chai";
import { basicAuth, createPeople, HOME } from "../support/adminSetup.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post, send, startServer } from "../support/client.ts";
import { withAccount } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { startFreezableProxy } from "../support/freezableProxy.ts";
import { sharedPort } from "../support/mariadb.ts";
import { until } from "../support/waiting.ts";

describe("While the database stops responding,", () => {
  const setup = useApiSetup();

  it("API requests and pages still get a response, with Retry-After", async () => {
    const { database, key } = setup();
    await createPeople(database);
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const way = await startFreezableProxy(sharedPort());
    const server = await startServer(database, {
      config: withAccount(database.config, { port: way.port }),
    });
    const page = (path: string) => send(server.url + HOME + path, { headers: basicAuth("boss") });
    try {
      expect((await post(server.url + DEARCHIVE, key, fullMove([1]))).status).to.equal(200);
      expect((await page("/keys")).status).to.equal(200);
      way.freeze();
      const [call, keys, overview] = await Promise.all([
        post(server.url + DEARCHIVE, key, fullMove([2])),
        page("/keys"),
        page(""),
      ]);
      expect(call.text).to.include("the database cannot be reached");
      expect([call.status, keys.status, overview.status]).to.deep.equal([500, 503, 503]);
      for (const { headers } of [call, keys, overview])
        expect(Number(headers.get("Retry-After"))).to.be.within(1, 30);
      way.thaw();
      // As an integrator does, since connections may still be renewed.
      await until("requests are answered again", async () => {
        const { status } = await post(server.url + DEARCHIVE, key, fullMove([404]));
        expect(status).to.be.oneOf([400, 500]);
        return status === 400;
      });
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2]);
    } finally {
      way.thaw();
      await server.close();
      await way.close();
    }
  });
});
