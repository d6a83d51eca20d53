import { expect } from "chai";
import { expectNoInternals, expectRefusalForm } from "../support/answers.ts";
import {
  type ApiSetup,
  DEARCHIVE,
  fullMove,
  leavingLeadsUntouched,
  useApiSetup,
} from "../support/apiSetup.ts";
import { type Answer, post, startServer } from "../support/client.ts";
import { type TestDatabase, withAccount } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { createMemoryLog, type MemoryLog } from "../support/log.ts";
import { holdTable, until } from "../support/waiting.ts";

/** Kills every connection of the plugin's account. */
async function killConnections(database: TestDatabase): Promise<void> {
  const find = () =>
    database.sql<{ id: number }>(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron'",
      [database.name],
    );
  const killed = new Set((await find()).map(({ id }) => id));
  for (const id of killed) await database.sql(`KILL CONNECTION ${id}`);
  // Background work may open new connections at any time.
  await until("the connections are gone", async () => !(await find()).some(({ id }) => killed.has(id)));
}

/** Renames a table while the work runs. */
async function without<T>(database: TestDatabase, table: string, work: () => Promise<T>): Promise<T> {
  await database.sql(`RENAME TABLE ${table} TO taken_away`);
  try {
    return await work();
  } finally {
    await database.sql(`RENAME TABLE taken_away TO ${table}`);
  }
}

/** Checks the response to an outage or a bug: a fixed message with the request id. */
function expectInternalError(answer: Answer, log: MemoryLog): void {
  const message = expectRefusalForm(answer, 500);
  expectNoInternals(answer);
  const requestId = answer.headers.get("X-Request-Id") ?? expect.fail("no request id");
  expect(message).to.include(requestId);
  const told = log.lines().filter((line) => line["request_id"] === requestId && line["level"] === 50);
  expect(told, "the log's error lines").to.not.have.length(0);
}

describe("When the database fails,", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger }, config: { lockWaitSeconds: 1 } });
  const move = ({ dearchive }: ApiSetup) => dearchive(fullMove([1, 2]));

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2]));

  const needed = ["dearchive_api_keys", "dearchive_office_hours", "vicidial_users", "vicidial_user_groups"];
  it("a users table that stays locked is reported as a lock, not as a bug, and no lead changes", async () => {
    const lock = await holdTable(setup().database, "vicidial_users");
    const answer = await move(setup()).finally(() => lock.release());
    expect(expectRefusalForm(answer, 500)).to.match(/locked by another process; nothing was changed/);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([]);
  });

  for (const table of needed) {
    it(`the response to a missing ${table} shows only a request id, and no lead changes`, async () => {
      const { database } = setup();
      const answer = await without(database, table, () =>
        leavingLeadsUntouched(setup(), () => move(setup())),
      );
      expectInternalError(answer, log);
    });
  }

  for (const table of ["vicidial_list", "vicidial_list_archive"]) {
    it(`a missing ${table} is reported, and no lead changes`, async () => {
      const { database } = setup();
      const answer = await without(database, table, () => move(setup()));
      expect(expectRefusalForm(answer, 500)).to.match(/nothing was changed/);
      expectNoInternals(answer);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2]);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    });
  }

  it("the response to a missing history table reveals no internals, and no lead changes", async () => {
    const answer = await without(setup().database, "dearchive_batches", () =>
      leavingLeadsUntouched(setup(), () => move(setup())),
    );
    expectRefusalForm(answer, 500);
    expectNoInternals(answer);
  });

  it("a table that another session keeps locked is reported, and no lead changes", async () => {
    const { database } = setup();
    const lock = await holdTable(database, "vicidial_list");
    const answer = await move(setup()).finally(() => lock.release());
    expect(expectRefusalForm(answer, 500)).to.match(/locked.*nothing was changed/);
    expectNoInternals(answer);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2]);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
  });

  it("the response during a database outage shows only a request id", async () => {
    const { database, key } = setup();
    const config = withAccount(database.config, { port: 1 });
    const alone = await startServer(database, { config, logger: log.logger });
    const answer = await post(alone.url + DEARCHIVE, key, fullMove([1])).finally(() => alone.close());
    expectInternalError(answer, log);
  });

  it("the response to a refused database password shows only a request id", async () => {
    const { database, key } = setup();
    const config = withAccount(database.config, { password: "wr0ng-p4ss" });
    const alone = await startServer(database, { config, logger: log.logger });
    const answer = await post(alone.url + DEARCHIVE, key, fullMove([1])).finally(() => alone.close());
    expectInternalError(answer, log);
    expect(log.text()).to.not.include("wr0ng-p4ss");
  });

  it("the next request reopens closed connections", async () => {
    await move(setup());
    await killConnections(setup().database);
    await insertLeads(setup().database, "vicidial_list_archive", [3]);
    const answer = await setup().dearchive(fullMove([3]));
    expect(answer.status, answer.text).to.equal(200);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1, 2, 3]);
  });

  it("the same server recovers as soon as the database does", async () => {
    const { database } = setup();
    await without(database, "dearchive_api_keys", () => move(setup()));
    expect((await move(setup())).status).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
  });
});
