import { expect } from "chai";
import { createStatementSize } from "../../../server/leads/move/statementSize.ts";

/** Returns a size that has measured a number of statements. */
function paceAfter(statements: number, leads: number, msPerLead: number) {
  const pace = createStatementSize();
  for (let n = 0; n < statements; n += 1) pace.note(leads, leads * msPerLead);
  return pace;
}

describe("The size of statements that lock a whole table", () => {
  it("starts with few leads, before any measurement", () => {
    expect(createStatementSize().size()).to.equal(125);
  });

  it("makes a statement take about 16 ms", () => {
    expect(paceAfter(9, 125, 0.05).size()).to.equal(320);
    expect(paceAfter(9, 125, 0.1).size()).to.equal(160);
  });

  it("stays between 50 and 500 leads for slow and fast tables", () => {
    expect(paceAfter(9, 125, 10).size()).to.equal(50);
    expect(paceAfter(9, 125, 0.0001).size()).to.equal(500);
  });

  it("ignores a few statements that another session's lock slowed down", () => {
    const pace = paceAfter(5, 100, 0.05);
    for (let n = 0; n < 4; n += 1) pace.note(100, 2000);
    expect(pace.size()).to.equal(320);
  });

  it("adapts to tables that become permanently slower", () => {
    const pace = paceAfter(9, 100, 0.05);
    for (let n = 0; n < 9; n += 1) pace.note(100, 20);
    expect(pace.size()).to.equal(80);
  });

  it("ignores requests of only one or two leads", () => {
    const pace = createStatementSize();
    for (let n = 0; n < 20; n += 1) pace.note(2, 3);
    expect(pace.size()).to.equal(125);
  });
});
