import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post, send, startServer, type TestServer } from "../support/client.ts";
import {
  CUSTOMERS,
  type CustomerName,
  useThreeCustomers,
  withCustomerAccount,
} from "../support/customers.ts";
import { leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { holdTable, until, untilLockWait } from "../support/waiting.ts";

/** More than the connections of all pools combined. */
const MANY = 40;

describe("A customer", () => {
  const town = useThreeCustomers();

  const call = (server: TestServer, customer: CustomerName, ids: readonly number[]): Promise<Answer> =>
    post(server.url + DEARCHIVE, town().keys[customer], fullMove(ids));

  /** Sends requests that wait for the customer's locked table. */
  function callInVain(server: TestServer, customer: CustomerName) {
    let answered = 0;
    const calls = idsFrom(1, MANY).map(() =>
      call(server, customer, [1]).finally(() => {
        answered += 1;
      }),
    );
    return { answered: () => answered, all: Promise.all(calls) };
  }

  /** Checks that other customers' requests are answered while all requests of the troubled customer still wait. */
  async function expectOthersServed(server: TestServer, troubled: CustomerName, answered: () => number) {
    const others = CUSTOMERS.filter((each) => each !== troubled);
    const calls = others.flatMap((name) => [1, 2, 3].map((id) => call(server, name, [id])));
    const answers = await Promise.all(calls);
    expect(answered(), "answered calls of the troubled one").to.equal(0);
    expect(answers.map(({ status }) => status)).to.deep.equal(calls.map(() => 200));
    for (const name of others)
      expect(await leadIdsIn(town().databases[name], "vicidial_list")).to.deep.equal([1, 2, 3]);
  }

  for (const troubled of ["acme", "default"] as const) {
    it(`with locked lead tables does not delay other customers (${troubled})`, async () => {
      const { databases, server } = town();
      const lock = await holdTable(databases[troubled], "vicidial_list");
      try {
        const inVain = callInVain(server, troubled);
        await untilLockWait(databases[troubled]);
        await expectOthersServed(server, troubled, inVain.answered);
        await lock.release();
        const statuses = (await inVain.all).map(({ status }) => status);
        expect(statuses.filter((status) => status === 200)).to.have.length(1);
      } finally {
        await lock.release().catch(() => undefined);
      }
      expect(await leadIdsIn(databases[troubled], "vicidial_list")).to.deep.equal([1]);
    });
  }

  it("with a stopped database gets an error and shows as down in the health check, while the others move leads", async () => {
    const { databases, config } = town();
    const server = await startServer(databases.default, {
      config: withCustomerAccount(config, "acme", { port: 1 }),
    });
    try {
      expect((await call(server, "acme", [1])).status).to.equal(500);
      await expectOthersServed(server, "acme", () => 0);
      const health = await send(`${server.url}/vicidial/dearchive/health`, {});
      expect([health.status, health.body]).to.deep.equal([
        200,
        { live: true, ready: true, customers: { default: true, acme: false, globex: true } },
      ]);
    } finally {
      await server.close();
    }
  });

  describe("with a database that accepts connections and never answers", () => {
    const sockets = new Set<Socket>();
    let silent: Server;
    let server: TestServer;

    before(async () => {
      silent = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
      await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
      const { port } = silent.address() as AddressInfo;
      const { databases, config } = town();
      server = await startServer(databases.default, {
        config: withCustomerAccount(config, "acme", { port }),
      });
    });

    after(async () => {
      await server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => silent.close(done));
    });

    it("does not delay other customers, and gets an error after a timeout", async () => {
      const inVain = callInVain(server, "acme");
      await until("acme's calls wait for its database", async () => sockets.size > 1);
      await expectOthersServed(server, "acme", inVain.answered);
      for (const { status, body } of await inVain.all) {
        expect(status).to.equal(500);
        expect(body)
          .to.have.property("message")
          .that.matches(/the database cannot be reached/);
      }
    });

    it("is reported by the health check without delay", async () => {
      const { status, body } = await send(`${server.url}/vicidial/dearchive/health`, {});
      expect(status).to.equal(200);
      expect(body).to.deep.include({ customers: { default: true, acme: false, globex: true } });
    });
  });
});
