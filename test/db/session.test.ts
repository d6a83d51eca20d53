import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createPairedDatabase, SAME_ENGINES } from "../support/leadStates.ts";
import { startOwnMariaDb } from "../support/mariadb.ts";
import { orderFor, withMover } from "../support/mover.ts";

/** Global settings, each of which would refuse, truncate, hide or abort part of a move. */
const HOSTILE: readonly string[] = [
  "sql_safe_updates = 1",
  "max_join_size = 1",
  "sql_big_selects = 0",
  "max_statement_time = 0.000001",
  "sql_select_limit = 1",
  "foreign_key_checks = 0",
  "unique_checks = 0",
  "check_constraint_checks = 0",
  "low_priority_updates = 1",
  "sql_auto_is_null = 1",
  "max_error_count = 0",
  "group_concat_max_len = 4",
  "sql_quote_show_create = 0",
  "old_mode = 'ZERO_DATE_TIME_CAST'",
  "lc_messages = 'de_DE'",
  "tx_isolation = 'SERIALIZABLE'",
  "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
  "tx_read_only = 1",
];
const IDS = idsFrom(1, 600);

describe("A server with hostile settings", () => {
  let own: Awaited<ReturnType<typeof startOwnMariaDb>>;

  before(async () => {
    // init_connect applies to all users except administrators.
    own = await startOwnMariaDb([`--init-connect=SET ${HOSTILE.join(", ")}`]);
  });

  after(async () => {
    await own.server.stop();
    own.remove();
  });

  for (const pair of SAME_ENGINES) {
    it(`moves leads in both directions, and still reports why a lead is refused, with ${pair.name}`, async () => {
      const database = await createPairedDatabase(pair, { port: own.server.port });
      await insertLeads(database, "vicidial_list_archive", IDS);
      await withMover(database, async ({ move, db }) => {
        const [seen] = (await db.raw("SELECT @@max_error_count AS kept, @@lc_messages AS language"))[0];
        expect(seen).to.deep.equal({ kept: 64, language: "en_US" });
        expect((await move(orderFor(DEARCHIVE, IDS))).deleteCount).to.equal(600);
        expect((await move(orderFor(ARCHIVE, IDS))).deleteCount).to.equal(600);
        await database.sql("UPDATE vicidial_list_archive SET last_name = 'None' WHERE lead_id = 7");
        await database.sql("ALTER TABLE vicidial_list ADD CONSTRAINT none CHECK (last_name <> 'None')");
        const fault = await move(orderFor(DEARCHIVE, IDS)).catch((error: unknown) => error);
        expect(fault).to.have.nested.property(
          "fault.detail",
          'lead 7: constraint "none" of vicidial_list forbids the lead\'s data',
        );
      });
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal(IDS);
      await database.drop();
    });
  }
});
