import { expect } from "chai";
import type { Knex } from "knex";
import { connect } from "../../server/db/connect.ts";
import { sendAtEnd, sendWithNext } from "../../server/db/packets.ts";
import { literal } from "../../server/db/sql.ts";
import { inTransaction } from "../../server/db/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { readSource, sourceFiles } from "../support/imports.ts";
import { readPackets } from "../support/packets.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

describe("Statements that are sent together", () => {
  let database: TestDatabase;
  let engine: Knex;
  let other: Knex;

  before(async () => {
    database = await createTestDatabase();
    const [{ account, ownDatabase }] = database.config.customers;
    const target = { ...database.config, account, database: ownDatabase, poolSize: 1 };
    engine = connect({ ...target, sendsTogether: true });
    other = connect(target);
  });

  after(async () => {
    await engine.destroy();
    await other.destroy();
    await database.drop();
  });

  const settings = () => database.root("dearchive_settings").select("name").orderBy("name");
  const insert = (name: string) =>
    `INSERT INTO dearchive_settings (name, value, updated_at) VALUES (${literal(name)}, 'x', UTC_TIMESTAMP())`;
  beforeEach(() => database.root("dearchive_settings").delete());

  it("are one packet for a whole transaction", async () => {
    await engine.raw("DO 0");
    const packets = await readPackets(database, () =>
      inTransaction(engine, async (trx) => {
        await sendWithNext(trx, insert("first"));
        await sendWithNext(trx, insert("second"));
        await sendAtEnd(trx, "DO 1");
      }),
    );
    expect(packets.map(({ text }) => text.split(";").length)).to.deep.equal([5]);
    expect(await settings()).to.deep.equal([{ name: "first" }, { name: "second" }]);
  });

  it("change nothing if one of them fails, and leave the connection usable", async () => {
    const failed = inTransaction(engine, async (trx) => {
      await sendWithNext(trx, insert("same"));
      await sendWithNext(trx, insert("same"));
      await sendWithNext(trx, insert("later"));
    });
    expect(await failed.catch((error: unknown) => error)).to.include({ code: "ER_DUP_ENTRY" });
    expect(await settings()).to.deep.equal([]);
    await inTransaction(engine, async (trx) => sendWithNext(trx, insert("next")));
    expect(await settings()).to.deep.equal([{ name: "next" }]);
  });

  it("are dropped when the transaction is rolled back", async () => {
    const failed = inTransaction(engine, async (trx) => {
      await trx.raw("DO 0");
      await sendWithNext(trx, insert("dropped"));
      throw new Error("changed my mind");
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal("changed my mind");
    expect(await settings()).to.deep.equal([]);
  });

  it("free a lock even if the transaction cannot commit", async () => {
    const failed = inTransaction(engine, async (trx) => {
      await trx.raw("SELECT GET_LOCK('of-a-test', 0)");
      await sendAtEnd(trx, "DO RELEASE_LOCK('of-a-test')");
      await sendWithNext(trx, insert("same"));
      await sendWithNext(trx, insert("same"));
    });
    expect(await failed.catch((error: unknown) => error)).to.include({ code: "ER_DUP_ENTRY" });
    const [free] = await database.sql("SELECT IS_FREE_LOCK('of-a-test') AS isFree");
    expect(free).to.deep.equal({ isFree: 1 });
  });

  it("stay below the usual max_allowed_packet, however much the leads of a batch differ", async () => {
    const differences = [{ column: "comments", source: "x".repeat(250), target: "y".repeat(250) }];
    const leads = Array.from({ length: 2_000 }, (_, n) => ({
      ...leadResult("kept_differs", n),
      differences,
    }));
    let batchId = 0;
    const packets = await readPackets(database, async () => {
      batchId = await recordBatch(engine, { leads });
    });
    expect(Math.max(...packets.map(({ text }) => text.length))).to.be.below(1_048_576);
    const stored = await database.root("dearchive_batch_leads").where({ batch_id: batchId });
    expect(stored.map(({ lead_id }) => lead_id)).to.have.members(leads.map(({ leadId }) => leadId));
  });

  it("contain texts from outside as hexadecimal digits only", async () => {
    const text = `'; DROP TABLE dearchive_settings; -- \\' " \u{1f600}`;
    expect(literal(text)).to.match(/^_utf8mb4 X'[0-9a-f]+'$/);
    const [row] = (await engine.raw(`SELECT ${literal(text)} AS text`))[0];
    expect(row).to.deep.equal({ text });
    for (const value of [1.5, Number.NaN, 2 ** 53]) expect(() => literal(value)).to.throw(TypeError);
  });

  it("are refused on every other connection", async () => {
    const together = (db: Knex) =>
      db.raw("DO 0; DO 1").then(
        () => "accepted",
        ({ code }: { readonly code: string }) => code,
      );
    expect(await together(engine)).to.equal("accepted");
    expect(await together(other)).to.equal("ER_PARSE_ERROR");
  });

  it("are possible on no connection but those of the move engine", () => {
    const uses = sourceFiles("server").flatMap((file) =>
      readSource(file)
        .split("\n")
        .filter(
          (line) => /multipleStatements:|sendsTogether: true|, true\);$/.test(line) && !/^\s*\*/.test(line),
        )
        .filter((line) => /Statements|Together|withPool/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(uses).to.have.members([
      "server/db/connect.ts: multipleStatements: sendsTogether,",
      "server/customers.ts: const moving = connect({ ...target, poolSize, sendsTogether: true });",
      "server/cli/customerAccess.ts: return withPool(customer, customer.account, config, work, true);",
    ]);
  });
});
