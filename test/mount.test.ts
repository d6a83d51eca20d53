import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import mount from "koa-mount";
import { createPlugin, type Plugin } from "../server/index.ts";
import { DEARCHIVE, fullMove } from "./support/apiSetup.ts";
import { type Answer, post, send } from "./support/client.ts";
import { createTestDatabase, type TestDatabase } from "./support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "./support/factories.ts";

interface Hosting {
  /** Path at which the host mounts the plugin. */
  readonly prefix: string;
  readonly parsesBodies: boolean;
}

const HOSTINGS: Readonly<Record<string, Hosting>> = {
  "at /": { prefix: "/", parsesBodies: false },
  "under /pbx": { prefix: "/pbx", parsesBodies: false },
  "at /, behind a host that parses bodies": { prefix: "/", parsesBodies: true },
  "under /pbx, behind a host that parses bodies": { prefix: "/pbx", parsesBodies: true },
};

/** Creates a host that handles every path that the plugin passes on. */
function hostWith(plugin: Plugin, { prefix, parsesBodies }: Hosting): Koa {
  const host = new Koa();
  if (parsesBodies) host.use(bodyParser());
  host.use(mount(prefix, plugin.app));
  host.use((ctx) => {
    ctx.body = { host: ctx.path, method: ctx.method };
  });
  return host;
}

describe("The plugin in a host app", () => {
  let database: TestDatabase;
  let key: string;

  before(async () => {
    database = await createTestDatabase();
    await createUser(database);
    ({ key } = await createKey(database));
  });

  after(() => database.drop());

  for (const [where, hosting] of Object.entries(HOSTINGS)) {
    describe(where, () => {
      const base = hosting.prefix === "/" ? "" : hosting.prefix;
      let plugin: Plugin;
      let server: Server;
      let url: string;

      before(async () => {
        plugin = createPlugin({ config: database.config });
        const host = hostWith(plugin, hosting);
        await new Promise<void>((done) => {
          server = host.listen(0, "127.0.0.1", done);
        });
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      });

      after(async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
        await plugin.close();
      });

      beforeEach(async () => {
        for (const table of ["vicidial_list", "vicidial_list_archive"]) await database.root(table).delete();
        await insertLeads(database, "vicidial_list_archive", [1, 2]);
      });

      const call = (body: unknown, path = DEARCHIVE): Promise<Answer> => post(url + base + path, key, body);

      it("moves leads", async () => {
        const answer = await call(fullMove([1]));
        expect(answer.text).to.equal(
          '{"message":"lead_ids batch was successfully processed","select_count":1,"insert_count":1,"delete_count":1}',
        );
        expect((await call(fullMove([2]), `${DEARCHIVE}/default`)).status).to.equal(200);
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
      });

      it("reports invalid ids as sent", async () => {
        const answer = await call('{"insert_leads":true,"delete_leads":true,"lead_ids":[1e999,1.50]}');
        expect(answer.status).to.equal(400);
        expect(answer.text).to.include('"lead_ids":[1e999,1.50]');
      });

      it("handles unknown requests below its own paths itself", async () => {
        for (const [path, status] of [
          [DEARCHIVE, 405],
          ["/vicidial/leads/none", 404],
          ["/vicidial/dearchive/none", 404],
        ] as const) {
          const answer = await send(url + base + path, {});
          expect(answer.status, path).to.equal(status);
          expect(answer.body, path).to.have.all.keys("message", "lead_errors", "lead_ids");
          expect(answer.headers.get("X-Request-Id"), path).to.match(/^[\w-]{36}$/);
        }
      });

      const foreign = [
        "/",
        "/own",
        "/vicidial",
        "/vicidial/admin.php",
        "/vicidial/leadsheet",
        "/vicidial/dearchive2",
      ];
      it("passes the host's own routes on, and adds no headers", async () => {
        for (const path of [...foreign, `${base}/own`, `${base}/vicidial/admin.php`]) {
          for (const method of ["GET", "POST", "DELETE"]) {
            const answer = await send(url + path, { method, headers: { "X-Request-Id": "of-the-host" } });
            expect(answer.status).to.equal(200);
            expect(answer.body).to.deep.equal({ host: path, method });
            const names = [...answer.headers.keys()].sort();
            expect(names).to.deep.equal([
              "connection",
              "content-length",
              "content-type",
              "date",
              "keep-alive",
            ]);
          }
        }
      });

      if (base !== "") {
        it("passes its own paths on outside the prefix", async () => {
          const answer = await post(url + DEARCHIVE, key, fullMove([1]));
          expect(answer.body).to.deep.equal({ host: DEARCHIVE, method: "POST" });
          expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2]);
        });
      }
    });
  }
});
