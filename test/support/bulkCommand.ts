import { expect } from "chai";
import type { TestDatabase } from "./database.ts";
import { confOf, useFiles } from "./files.ts";
import { runInProcess } from "./inProcess.ts";
import { clearTables, createPairedDatabase, type EnginePair, SAME_ENGINES } from "./leadStates.ts";
import { type Ended, type Running, start } from "./program.ts";

export interface BulkCounts {
  readonly lines: number;
  readonly leads: number;
  readonly repeated: number;
  readonly stopped: boolean;
  readonly dryRun: boolean;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Runs `vicidial-dearchive run` on a private database. */
export interface BulkCommand {
  readonly database: TestDatabase;
  file(name: string, content: string): string;
  /** Starts the command in a new process with a list of this content. */
  start(list: string, ...words: string[]): Running;
  /** Starts the command in a new process that reads the list from standard input. */
  startPiped(...words: string[]): Running;
  run(list: string, ...words: string[]): Promise<Ended>;
  /** Runs the command with `--json` and returns its counts and exit code. */
  count(list: string, ...words: string[]): Promise<BulkCounts & { readonly code: number | null }>;
}

export function bulkCountsIn({ stdout, stderr }: Ended): BulkCounts {
  return stdout === "" ? expect.fail(stderr) : (JSON.parse(stdout) as BulkCounts);
}

const [MYISAM] = SAME_ENGINES;

/** Creates a database for a `describe` and empties its tables before each test. Returns a getter for use inside tests. */
export function useBulkCommand(pair: EnginePair | undefined = MYISAM): () => BulkCommand {
  const file = useFiles();
  let made: BulkCommand | undefined;
  const current = () => made ?? expect.fail("the bulk command exists once the first test starts");

  before(async () => {
    const database = await createPairedDatabase(pair ?? expect.fail("an engine is named"));
    const env = { DEARCHIVE_CONF: file("astguiclient.conf", confOf(database)), DEARCHIVE_LOCK_WAIT: "1" };
    const wordsFor = (list: string, words: readonly string[]) => [
      "run",
      "--ids",
      file("list.csv", list),
      ...words,
    ];
    made = {
      database,
      file,
      start: (list, ...words) => start("cli", wordsFor(list, words), env),
      startPiped: (...words) => start("cli", ["run", "--ids", "-", ...words], env, "pipe"),
      run: (list, ...words) => runInProcess(wordsFor(list, words), env),
      async count(list, ...words) {
        const ended = await runInProcess(wordsFor(list, ["--json", ...words]), env);
        return { ...bulkCountsIn(ended), code: ended.code };
      },
    };
  });

  beforeEach(() => clearTables(current().database));
  after(() => made?.database.drop());
  return current;
}
