import { expect } from "chai";
import { ARCHIVE, DEARCHIVE, type Direction } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import {
  createPairedDatabase,
  ENGINE_PAIRS,
  type EnginePair,
  expectUnchanged,
  readStates,
} from "../../support/leadStates.ts";
import { faultOf, orderFor, withMover } from "../../support/mover.ts";

interface Refusal {
  readonly title: string;
  readonly alter: readonly string[];
  /** How the reason starts. */
  readonly reason: string;
  readonly direction?: Direction;
  /** Returns whether the case is possible with these engines; always if undefined. */
  readonly when?: (pair: EnginePair) => boolean;
}

const BAD = "Bad1";
const onInsert = (body: string) =>
  `CREATE TRIGGER site BEFORE INSERT ON vicidial_list FOR EACH ROW IF NEW.last_name = '${BAD}' THEN ${body}; END IF`;
const onDelete = (body: string) =>
  `CREATE TRIGGER site BEFORE DELETE ON vicidial_list_archive FOR EACH ROW IF OLD.last_name = '${BAD}' THEN ${body}; END IF`;

/** Ways in which a table refuses leads with the last name BAD. */
const REFUSALS: readonly Refusal[] = [
  {
    title: "a CHECK constraint",
    alter: [`ALTER TABLE vicidial_list ADD CONSTRAINT no_bad CHECK (last_name <> '${BAD}')`],
    reason: 'constraint "no_bad" of vicidial_list',
  },
  {
    title: "a CHECK on a column",
    alter: [`ALTER TABLE vicidial_list MODIFY last_name VARCHAR(30) CHECK (last_name <> '${BAD}')`],
    reason: 'constraint "last_name" of vicidial_list',
  },
  {
    title: "a unique key",
    alter: [
      "ALTER TABLE vicidial_list ADD UNIQUE KEY one_code (vendor_lead_code)",
      "INSERT INTO vicidial_list (lead_id, vendor_lead_code, entry_date, modify_date) VALUES (9000, 'taken', now(), now())",
      `UPDATE vicidial_list_archive SET vendor_lead_code = IF(last_name = '${BAD}', 'taken', NULL)`,
    ],
    reason: 'unique key "one_code" of vicidial_list',
  },
  {
    title: "a SIGNAL that quotes the lead",
    alter: [onInsert("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = NEW.last_name")],
    reason: "a trigger of vicidial_list",
  },
  {
    title: "a SIGNAL that looks like a deadlock",
    alter: [onInsert("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1213")],
    reason: "a trigger of vicidial_list",
  },
  {
    title: "a SIGNAL with a custom error number",
    alter: [onInsert("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 31415")],
    reason: "a trigger of vicidial_list",
  },
  {
    title: "a trigger that updates the same table",
    alter: [onInsert("UPDATE vicidial_list SET status = 'X' WHERE lead_id = 1")],
    reason: "a trigger of vicidial_list",
  },
  {
    title: "a trigger that calls a missing procedure",
    alter: [onInsert("CALL nothing_there()")],
    reason: "vicidial_list answers error 1305",
  },
  {
    title: "a partition that is missing",
    alter: [
      `ALTER TABLE vicidial_list DROP PRIMARY KEY, ADD PRIMARY KEY (lead_id, last_name)
       PARTITION BY LIST COLUMNS (last_name) (PARTITION p0 VALUES IN ('Ann'))`,
    ],
    reason: "vicidial_list answers error 1526",
  },
  {
    title: "a foreign key",
    alter: [
      "CREATE TABLE names (last_name VARCHAR(30) PRIMARY KEY) ENGINE=InnoDB CHARSET=utf8mb4",
      "INSERT INTO names VALUES ('Ann')",
      "ALTER TABLE vicidial_list ADD CONSTRAINT known FOREIGN KEY (last_name) REFERENCES names (last_name)",
    ],
    reason: 'foreign key "known" of vicidial_list',
    when: ({ live }) => live === "innodb",
  },
  {
    title: "a trigger that prevents its deletion",
    alter: [onDelete("SIGNAL SQLSTATE '45000'")],
    reason: "a trigger of vicidial_list_archive",
  },
  {
    title: "a child row that refers to it",
    alter: [
      "CREATE TABLE notes (lead_id INT(9) UNSIGNED, CONSTRAINT noted FOREIGN KEY (lead_id) REFERENCES vicidial_list_archive (lead_id)) ENGINE=InnoDB",
      `INSERT INTO notes SELECT lead_id FROM vicidial_list_archive WHERE last_name = '${BAD}'`,
    ],
    reason: 'foreign key "noted" of vicidial_list_archive',
    when: ({ archive }) => archive === "innodb",
  },
];

const IDS = [1, 2, 3, 4, 5, 6, 7, 8];
const REFUSED = [2, 7];

async function withRefusal(
  pair: EnginePair,
  { alter }: Refusal,
  work: (database: TestDatabase) => Promise<void>,
): Promise<void> {
  const database = await createPairedDatabase(pair);
  try {
    for (const leadId of IDS) {
      const last_name = REFUSED.includes(leadId) ? BAD : "Ann";
      await insertLead(database, "vicidial_list_archive", leadId, { last_name });
    }
    for (const statement of alter) await database.sql(statement);
    await work(database);
  } finally {
    await database.drop();
  }
}

for (const pair of ENGINE_PAIRS) {
  describe(`A lead that a table refuses, with ${pair.name}`, () => {
    for (const refusal of REFUSALS.filter(({ when }) => when?.(pair) ?? true)) {
      it(`is reported with the cause, and no lead is moved: ${refusal.title}`, async () => {
        await withRefusal(pair, refusal, async (database) => {
          const before = await readStates(database);
          const fault = await withMover(database, ({ move }) => faultOf(move(orderFor(DEARCHIVE, IDS))));
          expect(fault.code).to.equal("row_refused");
          const leads = "leads" in fault ? (fault.leads ?? []) : [];
          expect(leads.map(({ leadId }) => leadId)).to.deep.equal(REFUSED);
          for (const { reason } of leads) expect(reason.startsWith(refusal.reason), reason).to.equal(true);
          expect(JSON.stringify(fault)).to.not.include(BAD);
          expectUnchanged(before, await readStates(database));
          const states = (await recordedBatches(database)).map(({ state }) => state);
          expect(states).to.not.include("open");
        });
      });
    }
  });
}

describe("A lead whose id is negative", () => {
  for (const pair of ENGINE_PAIRS) {
    it(`is refused before anything moves, with ${pair.name}`, async () => {
      const database = await createPairedDatabase(pair);
      try {
        for (const table of ["vicidial_list", "vicidial_list_archive"])
          await database.sql(`ALTER TABLE ${table} MODIFY lead_id INT NOT NULL`);
        await insertLeads(database, "vicidial_list", [-5, 1]);
        const before = await readStates(database);
        const fault = await withMover(database, ({ move }) => faultOf(move(orderFor(ARCHIVE, [-5, 1]))));
        expect(fault).to.deep.include({ code: "row_refused" });
        expect("leads" in fault && fault.leads?.map(({ leadId }) => leadId)).to.deep.equal([-5]);
        expectUnchanged(before, await readStates(database));
        expect(await recordedBatches(database)).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });
  }
});
