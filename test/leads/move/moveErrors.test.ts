import { expect } from "chai";
import { ERROR_CLASSES, type ErrorClass } from "../../../server/db/errorClasses.ts";
import { DearchiveError } from "../../../server/errors.ts";
import { isTransient, onLeadTables, toMoveError } from "../../../server/leads/move/moveErrors.ts";
import { identifyRefused } from "../../../server/leads/move/refusedLeads.ts";

/** The fault that a caller gets for each error class, and whether the same request may succeed later. */
const TOLD: Readonly<Record<ErrorClass, readonly [code: string, passes: boolean]>> = {
  server_gone: ["connection_lost", true],
  server_busy: ["connection_lost", true],
  lock_not_had: ["tables_locked", true],
  duplicate: ["row_refused", false],
  row_refused: ["row_refused", false],
  table_cannot: ["tables_unusable", false],
  read_only: ["tables_unusable", false],
  damaged: ["tables_unusable", false],
  no_space: ["tables_unusable", false],
  out_of_time: ["tables_unusable", false],
  forbidden_by_setting: ["tables_unusable", false],
  engine_failed: ["tables_unusable", false],
  right_missing: ["tables_unusable", false],
  schema_mismatch: ["schema_drift", false],
};

/** Creates an error as the driver throws it, with the name of that number on another server. */
function answered(errno: number): Error {
  return Object.assign(new Error("INSERT INTO ... - text"), {
    code: "ER_NAMED_WRONGLY",
    errno,
    sqlState: "HY000",
    sqlMessage: "text with a phone 5551234",
  });
}

async function thrownBy(errno: number): Promise<unknown> {
  const refuse = () => onLeadTables(() => Promise.reject(answered(errno)));
  return identifyRefused([1], { table: "vicidial_list", work: refuse }).catch((error: unknown) => error);
}

describe("The answer to a database error", () => {
  for (const [name, errors] of Object.entries(ERROR_CLASSES) as [ErrorClass, Record<number, string>][]) {
    const [code, passes] = TOLD[name];
    it(`is ${code} for every ${name} error, under any driver name, and reveals no data`, async () => {
      for (const errno of Object.keys(errors).map(Number)) {
        const thrown = await thrownBy(errno);
        expect(isTransient(thrown), String(errno)).to.equal(passes);
        const told = toMoveError(thrown);
        if (!(told instanceof DearchiveError)) return expect.fail(`${errno} is internal`);
        expect(told.fault.code, String(errno)).to.equal(code);
        expect(JSON.stringify(told.fault)).to.not.include("5551234");
      }
    });
  }

  it("reports a refused lead for an unknown error number", async () => {
    const thrown = await thrownBy(31_415);
    expect(thrown).to.have.nested.property("fault.detail", "lead 1: vicidial_list answers error 31415");
  });
});
