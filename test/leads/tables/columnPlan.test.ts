import { expect } from "chai";
import type { Column } from "../../../server/leads/tables/columnEquality.ts";
import { planColumns, type TableFacts } from "../../../server/leads/tables/columnPlan.ts";
import type { LeadTable } from "../../../server/leads/tables/direction.ts";

function column(name: string, facts: Partial<Column> = {}): Column {
  const dataType = facts.dataType ?? "int";
  return {
    name,
    dataType,
    fullType: dataType,
    charset: null,
    generated: false,
    rowTime: false,
    knownDefault: true,
    ...facts,
  };
}

function table(name: LeadTable, columns: readonly Column[], engine = "InnoDB"): TableFacts {
  return { table: name, engine, columns };
}

function planOf(source: readonly Column[], target: readonly Column[]) {
  return planColumns(table("vicidial_list_archive", source), table("vicidial_list", target), true);
}

describe("The column plan", () => {
  it("copies and compares every column that both tables have, in the source's order and with the source's names", () => {
    const plan = planOf([column("b"), column("A"), column("old")], [column("a"), column("b"), column("new")]);
    expect(plan.copied).to.deep.equal(["b", "A"]);
    expect(plan.compared.map(({ name }) => name)).to.deep.equal(["b", "A"]);
    expect(plan.sourceOnly.map(({ name }) => name)).to.deep.equal(["old"]);
    expect(plan.targetOnly.map(({ name }) => name)).to.deep.equal(["new"]);
  });

  it("compares a column that the target computes, but does not copy it", () => {
    const plan = planOf([column("a")], [column("a", { generated: true })]);
    expect(plan.copied).to.deep.equal([]);
    expect(plan.compared.map(({ name }) => name)).to.deep.equal(["a"]);
  });

  it("omits row timestamps that both tables maintain themselves", () => {
    const rowStart = column("from", { dataType: "timestamp", generated: true, rowTime: true });
    const plan = planOf([column("a"), rowStart], [column("a"), rowStart]);
    expect(plan.compared.map(({ name }) => name)).to.deep.equal(["a"]);
    expect({ only: plan.sourceOnly, more: plan.targetOnly }).to.deep.equal({ only: [], more: [] });
  });

  it("refuses a character set whose name is unsafe in a statement", () => {
    const odd = column("a", { dataType: "varchar", charset: "x) OR (1" });
    expect(planOf([odd], [column("a", { dataType: "varchar", charset: "latin1" })]).obstacles).to.have.length(
      1,
    );
  });

  const text = (dataType: string, charset: string): Partial<Column> => ({ dataType, charset });
  const bare = (dataType: string): Partial<Column> => ({ dataType });
  for (const { source, target, equality } of [
    { source: text("varchar", "latin1"), target: text("varchar", "latin1"), equality: "text" },
    { source: text("varchar", "latin1"), target: text("varchar", "utf8mb4"), equality: "characters" },
    { source: text("varchar", "utf8mb3"), target: text("varchar", "utf8mb4"), equality: "bytes" },
    { source: text("enum", "utf8mb3"), target: text("varchar", "utf8mb4"), equality: "bytes" },
    { source: text("enum", "latin1"), target: text("varchar", "latin1"), equality: "bytes" },
    { source: text("enum", "latin1"), target: text("enum", "latin1"), equality: "number" },
    { source: text("set", "utf8mb3"), target: text("set", "utf8mb4"), equality: "listed" },
    { source: text("enum", "latin1"), target: text("enum", "utf8mb4"), equality: "characters" },
    { source: text("varchar", "latin1"), target: bare("int"), equality: "bytes" },
    { source: text("varchar", "latin1"), target: bare("varbinary"), equality: "value" },
    { source: bare("blob"), target: bare("longblob"), equality: "value" },
    { source: bare("json"), target: bare("json"), equality: "bytes" },
    { source: bare("int"), target: bare("bigint"), equality: "value" },
    { source: bare("smallint"), target: bare("decimal"), equality: "value" },
    { source: bare("date"), target: bare("datetime"), equality: "value" },
    { source: bare("timestamp"), target: bare("timestamp"), equality: "value" },
    { source: bare("double"), target: bare("double"), equality: "float" },
    { source: bare("int"), target: bare("double"), equality: "printed float" },
    { source: bare("float"), target: bare("double"), equality: "printed float" },
    { source: bare("date"), target: bare("int"), equality: "bytes" },
    { source: bare("time"), target: bare("time"), equality: "value" },
    { source: bare("point"), target: bare("point"), equality: "value" },
  ] as const) {
    const name = (side: Partial<Column>) => [side.dataType, side.charset].filter(Boolean).join(" ");
    it(`compares by ${equality}: ${name(source)} with ${name(target)}`, () => {
      const plan = planOf([column("a", source)], [column("a", target)]);
      expect(plan.compared.map(({ equality: { by } }) => by)).to.deep.equal([equality]);
    });
  }
});

describe("The plan's transaction support", () => {
  for (const { source, target, transactional, mixed } of [
    { source: "InnoDB", target: "InnoDB", transactional: true, mixed: false },
    { source: "innodb", target: "ROCKSDB", transactional: true, mixed: false },
    { source: "MyISAM", target: "MyISAM", transactional: false, mixed: false },
    // An unknown engine may or may not roll back, so inserts there are committed before deletes.
    { source: "MyISAM", target: "TokuDB", transactional: false, mixed: true },
    { source: "MyISAM", target: "InnoDB", transactional: false, mixed: true },
    { source: "InnoDB", target: "MyISAM", transactional: false, mixed: true },
  ]) {
    it(`depends on both engines: ${source} to ${target}`, () => {
      const plan = planColumns(
        table("vicidial_list_archive", [column("a")], source),
        table("vicidial_list", [column("a")], target),
        true,
      );
      expect({ transactional: plan.transactional, mixed: plan.mixed }).to.deep.equal({
        transactional,
        mixed,
      });
    });
  }
});
