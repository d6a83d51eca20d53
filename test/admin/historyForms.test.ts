import { expect } from "chai";
import { showDifferences } from "../../server/admin/history/cellDifference.ts";
import { filterQuery, readCursor, readFilterForm } from "../../server/admin/history/filterForm.ts";
import { outcomeBar } from "../../server/admin/history/outcomeBar.ts";
import { actionLabel } from "../../server/admin/history/outcomeLabels.ts";
import type { BatchState } from "../../server/history/batch.ts";

const DIRECTION_NAMES = ["dearchive", "archive"] as const;
const ZONE = "Europe/Amsterdam";

function read(query: string) {
  return readFilterForm(new URLSearchParams(query), ZONE);
}

describe("The history's filter form", () => {
  it("parses each field, with dates and times in the given time zone, and outcomes of old links", () => {
    const { filter, errors } = read(
      "from=2026-03-29&to=2026-03-29&key=7&user=%20ann%20&customer=acme&direction=archive&outcome=kept_in_archive&lead_id=12&run=%235",
    );
    expect(errors).to.deep.equal({});
    expect(filter).to.deep.equal({
      from: new Date("2026-03-28T23:00Z"),
      // The clocks change on this day, so it has 23 hours.
      to: new Date("2026-03-29T22:00Z"),
      keyId: 7,
      user: "ann",
      customer: "acme",
      direction: "archive",
      outcome: "kept_in_archive",
      leadId: 12,
      runId: 5,
    });
    expect(read("key=manual&to=2026-11-23T09:30").filter).to.deep.equal({
      keyId: null,
      to: new Date("2026-11-23T08:31Z"),
    });
    const old = read("outcome=left_behind");
    expect([old.values.outcome, old.filter.outcome, old.errors]).to.deep.equal([
      "kept_in_archive",
      "kept_in_archive",
      {},
    ]);
    expect(read("user=&lead_id=%20&unknown=1").filter).to.deep.equal({});
  });

  it("shows each error beside its field, and keeps all values as typed", () => {
    const typed = {
      from: "2026-02-30",
      to: "soon",
      key: "x",
      user: "u".repeat(21),
      customer: "acme",
      direction: "up",
      outcome: "lost",
      lead_id: "-1",
      run: "last",
    };
    const { values, errors, filter } = read(new URLSearchParams(typed).toString());
    expect(values).to.deep.equal(typed);
    expect(Object.keys(errors)).to.have.members(Object.keys(typed).filter((field) => field !== "customer"));
    expect(filter).to.deep.equal({ customer: "acme" });
    expect(read("from=2026-11-23&to=2026-11-22").errors).to.have.keys("to");
    for (const id of ["4294967296", "1.5", "1e3", "0x1", "' OR 1=1"])
      expect(read(new URLSearchParams({ lead_id: id }).toString()).errors, id).to.have.keys("lead_id");
  });

  it("puts its values into links unchanged, together with the page cursor", () => {
    const { values } = read("user=a%26b&key=&from=2026-11-23");
    expect(filterQuery(values, { before: 5 })).to.equal("?from=2026-11-23&user=a%26b&before=5");
    expect(filterQuery(read("").values)).to.equal("");
    const cursorOf = (query: string) => readCursor(new URLSearchParams(query));
    expect(cursorOf("before=5&after=7")).to.deep.equal({ before: 5 });
    expect(cursorOf("after=7")).to.deep.equal({ after: 7 });
    for (const query of ["", "before=", "before=-1", "after=x", "before=99999999999999999999"])
      expect(cursorOf(query), query).to.equal(undefined);
  });
});

describe("The differing columns of a lead", () => {
  const open = { hidesPhones: "0", hidesLeadData: false };

  it("are grouped by table in both directions, with changed words and numbers highlighted whole", () => {
    const found = [{ column: "last_name", source: "de Smith ", target: "de SmYth" }];
    const [shown] = showDifferences(found, "dearchive", open);
    expect(shown?.archived).to.deep.equal({ kind: "text", before: "de ", differing: "Smith ", after: "" });
    expect(shown?.live).to.deep.equal({ kind: "text", before: "de ", differing: "SmYth", after: "" });
    const [turned] = showDifferences(found, "archive", open);
    expect(turned?.live).to.deep.equal(shown?.archived);
    const cutOut = (source: string, target: string) => {
      const [{ archived, live } = {}] = showDifferences(
        [{ column: "comments", source, target }],
        "dearchive",
        open,
      );
      return [archived?.differing, live?.differing];
    };
    expect(cutOut("2025-06-01 19:28:00", "2025-06-11 19:28:00")).to.deep.equal(["01", "11"]);
    expect(cutOut("flat 12b", "flat 132b")).to.deep.equal(["12", "132"]);
    expect(cutOut("Smith", "Smithson")).to.deep.equal(["Smith", "Smithson"]);
    expect(cutOut("a,b", "a, b")).to.deep.equal(["", " "]);
  });

  it("distinguish NULL from an empty string", () => {
    const found = [{ column: "email", source: null, target: "" }];
    const [shown] = showDifferences(found, "dearchive", open);
    expect([shown?.archived.kind, shown?.live.kind]).to.deep.equal(["null", "empty"]);
  });

  it("reveal no masked digits, and show only the column name of hidden data", () => {
    const found = [
      { column: "phone_number", source: "5551234567", target: "5559994567" },
      { column: "comments", source: "secret", target: null },
    ];
    const masked = showDifferences(found, "dearchive", {
      ...open,
      hidesPhones: "4_DIGITS",
    });
    expect(masked[0]?.archived).to.deep.equal(masked[0]?.live);
    const hidden = showDifferences(found, "dearchive", { ...open, hidesLeadData: true });
    expect(JSON.stringify(hidden)).to.not.match(/secret|555|null"/);
    expect(hidden.map(({ column }) => column)).to.deep.equal(["phone_number", "comments"]);
  });
});

describe("The action of a batch", () => {
  it("describes what a finished batch did, and what an open or failed batch was going to do", () => {
    const flags = { insert: true, update: false, delete: true };
    const none = { insert: false, update: false, delete: false };
    const labels = (state: BatchState, requested: typeof flags) =>
      DIRECTION_NAMES.map((direction) => actionLabel({ direction, state, flags: requested }));
    expect(labels("done", flags)).to.deep.equal(["Restored", "Archived"]);
    expect(labels("done", none)).to.deep.equal(["Counted", "Counted"]);
    for (const state of ["open", "failed"] as const)
      expect(labels(state, flags), state).to.deep.equal(["Restore", "Archive"]);
  });
});

describe("The outcome bar of a batch", () => {
  it("is 100 units long, and keeps a single lead among thousands visible", () => {
    const bar = outcomeBar(
      [{ outcome: "kept_differs" }, ...Array.from({ length: 4999 }, () => ({ outcome: "moved" }) as const)],
      "dearchive",
    );
    expect(bar.map(({ outcome }) => outcome)).to.deep.equal(["moved", "kept_differs"]);
    expect(bar.reduce((sum, { length }) => sum + length, 0)).to.be.closeTo(100, 1e-9);
    expect(bar[1]?.length).to.be.greaterThan(1);
    expect(bar[1]?.start).to.be.closeTo(bar[0]?.length ?? 0, 1e-9);
    expect(outcomeBar([], "archive")).to.deep.equal([]);
  });
});
