import { createHash } from "node:crypto";
import { expect } from "chai";
import { ARCHIVE, DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { putMixedLeads, storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { holdTable, untilLockWait } from "../support/waiting.ts";

const REPRESENTATION = { Prefer: "return=representation" };

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A request with an Idempotency-Key, on ${name},`, () => {
    const setup = useApiSetup({ engine, config: { lockWaitSeconds: 20 } });

    beforeEach(async () => {
      for (const table of ["dearchive_batch_leads", "dearchive_batches", "dearchive_idempotency"])
        await setup().database.root(table).delete();
    });

    it("runs once: a repeat gets the same bytes, marked as a replay", async () => {
      const { database, dearchive } = setup();
      const body = fullMove(await putMixedLeads(database));
      const first = await dearchive(body, withIdempotencyKey("order-1"));
      expect(first.body).to.include({ select_count: 3, insert_count: 1, delete_count: 2 });
      expect(first.headers.get("Idempotency-Replayed")).to.equal(null);
      const second = await leavingLeadsUntouched(setup(), () =>
        dearchive(body, withIdempotencyKey("order-1")),
      );
      expect(second.status).to.equal(200);
      expect(second.text).to.equal(first.text);
      expect(second.headers.get("Idempotency-Replayed")).to.equal("true");
      expect(await recordedBatches(database)).to.have.length(1);
    });

    it("gets the same results per lead when repeated, byte for byte", async () => {
      const { database, dearchive } = setup();
      const body = fullMove(await putMixedLeads(database));
      const first = await dearchive(body, withIdempotencyKey("order-2", REPRESENTATION));
      const second = await dearchive(body, withIdempotencyKey("order-2", REPRESENTATION));
      expect(first.body).to.have.property("results").with.length(3);
      expect(second.text).to.equal(first.text);
      expect(second.headers.get("Preference-Applied")).to.equal("return=representation");
    });

    it("gets the results per lead when repeated, even if the first request did not ask for them", async () => {
      const { database, dearchive } = setup();
      const body = fullMove(await putMixedLeads(database));
      await dearchive(body, withIdempotencyKey("order-3"));
      const { results } = (await dearchive(body, withIdempotencyKey("order-3", REPRESENTATION))).body as {
        results: unknown;
      };
      expect(results).to.deep.equal([
        { lead_id: 11, outcome: "moved" },
        { lead_id: 12, outcome: "deleted" },
        { lead_id: 13, outcome: "kept_differs", columns: ["last_name", "rank"] },
      ]);
    });

    it("does not move a lead again that was archived in the meantime", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      await dearchive(fullMove([1]), withIdempotencyKey("order-4"));
      await database.root("vicidial_list").delete();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const again = await leavingLeadsUntouched(setup(), () =>
        dearchive(fullMove([1]), withIdempotencyKey("order-4")),
      );
      expect(again.body).to.include({ insert_count: 1, delete_count: 1 });
    });

    it("is the same request in any other JSON notation, and with or without ignored fields", async () => {
      const { database, dearchive, server, key } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 100]);
      const first = await dearchive(fullMove([1, 100]), withIdempotencyKey("spelled"));
      expect(first.status).to.equal(200);
      const spellings = [
        '{ "lead_ids" : [ 1 ,\n 100 ], "delete_leads" : true, "insert_leads" : true }',
        '{"insert_leads":true,"delete_leads":true,"lead_ids":[1.0,1e2]}',
        '{"insert_leads":true,"delete_leads":true,"lead_ids":[10e-1,100],"comment":"again"}',
        '{"lead_ids":[7],"insert_leads":false,"insert_leads":true,"delete_leads":true,"lead_ids":[1,100]}',
        '{"\\u0069nsert_leads":true,"delete_leads":true,"update_leads":true,"lead_ids":[1,100]}',
      ];
      await leavingLeadsUntouched(setup(), async () => {
        for (const spelling of spellings) {
          const again = await dearchive(spelling, withIdempotencyKey("spelled"));
          expect([again.status, again.text], spelling).to.deep.equal([200, first.text]);
          expect(again.headers.get("Idempotency-Replayed")).to.equal("true");
        }
        const byOlderPath = await post(
          `${server.url}/vicidial/lead/dearchive`,
          key,
          fullMove([1, 100]),
          withIdempotencyKey("spelled"),
        );
        expect(byOlderPath.body).to.include({ http_code: 200, insert_count: 2 });
      });
    });

    it("is a different request if a flag, a lead or the order of the leads differs", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      await dearchive(fullMove([1, 2]), withIdempotencyKey("meant"));
      for (const other of [
        { ...fullMove([1, 2]), insert_leads: false },
        { ...fullMove([1, 2]), delete_leads: false },
        fullMove([1]),
        fullMove([2, 1]),
      ])
        expect((await dearchive(other, withIdempotencyKey("meant"))).status).to.equal(422);
    });

    it("gets the result that the previous version stored", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const text = JSON.stringify(fullMove([1]));
      const first = await dearchive(text, withIdempotencyKey("former"));
      const formerHash = createHash("sha256").update(`dearchive\0${text}\0`).digest();
      await database.root("dearchive_idempotency").update({ request_hash: formerHash });
      const again = await dearchive(text, withIdempotencyKey("former"));
      expect([again.status, again.text]).to.deep.equal([200, first.text]);
      expect((await dearchive(fullMove([2]), withIdempotencyKey("former"))).status).to.equal(422);
    });

    it("is refused if the key was used for another body or another endpoint", async () => {
      const { database, dearchive, server, key } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      const body = { ...fullMove([1]), update_leads: true };
      expect((await dearchive(body, withIdempotencyKey("order-5"))).status).to.equal(200);
      await leavingLeadsUntouched(setup(), async () => {
        const otherBody = await dearchive(fullMove([2]), withIdempotencyKey("order-5"));
        const otherApi = await post(server.url + ARCHIVE, key, body, withIdempotencyKey("order-5"));
        for (const answer of [otherBody, otherApi]) {
          expect(answer.status).to.equal(422);
          expect(answer.body).to.deep.equal({
            message: "Idempotency-Key was used for another request",
            lead_errors: 0,
            lead_ids: [],
          });
        }
      });
      expect(await recordedBatches(database)).to.have.length(1);
    });

    it("gets 409 while the first request runs, and its result afterwards", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const lock = await holdTable(database, "vicidial_list_archive");
      const first = dearchive(fullMove([1]), withIdempotencyKey("order-6"));
      await untilLockWait(database);
      const meanwhile = await dearchive(fullMove([1]), withIdempotencyKey("order-6")).finally(() =>
        lock.release(),
      );
      expect(meanwhile.status).to.equal(409);
      expect(Number(meanwhile.headers.get("Retry-After"))).to.be.greaterThan(0);
      const { status, text } = await first;
      expect(status).to.equal(200);
      expect((await dearchive(fullMove([1]), withIdempotencyKey("order-6"))).text).to.equal(text);
    });

    it("is independent of another API key's request with the same value", async () => {
      const { database, dearchive, server } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      const other = await createKey(database);
      await dearchive(fullMove([1]), withIdempotencyKey("order-7"));
      const answer = await post(
        server.url + DEARCHIVE,
        other.key,
        fullMove([2]),
        withIdempotencyKey("order-7"),
      );
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.headers.get("Idempotency-Replayed")).to.equal(null);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
    });

    it("can use a value of up to 255 characters, and is refused with a longer one before any lead moves", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const refused = await leavingLeadsUntouched(setup(), () =>
        dearchive(fullMove([1]), withIdempotencyKey("v".repeat(256))),
      );
      expect(refused.status).to.equal(400);
      expect(refused.body).to.have.property("message", "Idempotency-Key cannot exceed 255 characters");
      expect(await storedIdempotencyRows(database)).to.deep.equal([]);
      expect((await dearchive(fullMove([1]), withIdempotencyKey("v".repeat(255)))).status).to.equal(200);
      const repeated = await dearchive(fullMove([1]), withIdempotencyKey("v".repeat(255)));
      expect(repeated.headers.get("Idempotency-Replayed")).to.equal("true");
    });

    it("is independent of dry runs, which neither claim the value nor replay its result", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const dry = withIdempotencyKey("order-8", { Prefer: "handling=dry-run" });
      expect((await dearchive(fullMove([1]), dry)).body).to.have.property("dry_run", true);
      const real = await dearchive(fullMove([1]), withIdempotencyKey("order-8"));
      expect(real.headers.get("Idempotency-Replayed")).to.equal(null);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
      expect((await dearchive(fullMove([1]), dry)).body).to.have.property(
        "message",
        "lead_ids does not exist",
      );
    });
  });
}
