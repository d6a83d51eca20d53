import { expect } from "chai";
import { createStatementSize } from "../../../server/leads/move/statementSize.ts";

/** Returns a size that has measured a number of statements. */
function paceAfter(statements: number, leads: number, msPerLead: number) {
  const pace = createStatementSize();
  for (let n = 0; n < statements; n += 1) pace.note(leads, leads * msPerLead);
  return pace;
}

describe("the pace of statements that lock a whole table", () => {
  it("begins with few leads, before anything is known", () => {
    expect(createStatementSize().size()).to.equal(125);
  });

  it("lets a statement take about 16 milliseconds", () => {
    expect(paceAfter(9, 125, 0.05).size()).to.equal(320);
    expect(paceAfter(9, 125, 0.1).size()).to.equal(160);
  });

  it("stays between 50 leads and 500, however slow or quick the tables are", () => {
    expect(paceAfter(9, 125, 10).size()).to.equal(50);
    expect(paceAfter(9, 125, 0.0001).size()).to.equal(500);
  });

  it("is not affected by a few statements that another session's lock made slow", () => {
    const pace = paceAfter(5, 100, 0.05);
    for (let n = 0; n < 4; n += 1) pace.note(100, 2000);
    expect(pace.size()).to.equal(320);
  });

  it("follows tables that become slower for good", () => {
    const pace = paceAfter(9, 100, 0.05);
    for (let n = 0; n < 9; n += 1) pace.note(100, 20);
    expect(pace.size()).to.equal(80);
  });

  it("learns nothing from calls of a lead or two", () => {
    const pace = createStatementSize();
    for (let n = 0; n < 20; n += 1) pace.note(2, 3);
    expect(pace.size()).to.equal(125);
  });
});
