import { expect } from "chai";
import { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";
import { confOf, useFiles } from "./files.ts";
import { runInProcess } from "./inProcess.ts";
import type { Ended } from "./program.ts";

export interface CommandLine {
  readonly database: TestDatabase;
  /** The configuration file that `run` names. */
  readonly conf: string;
  /** Runs one command to its end. */
  run(...words: string[]): Promise<Ended>;
  /** Runs one command that must end well, and reads the JSON that it prints. */
  json<T>(...words: string[]): Promise<T>;
}

/** A command line on a database of its own. */
export function useCommandLine(options: TestDatabaseOptions = {}): () => CommandLine {
  const file = useFiles();
  let made: CommandLine | undefined;

  before(async () => {
    const database = await createTestDatabase(options);
    const conf = file("astguiclient.conf", confOf(database));
    const run = (...words: string[]) => runInProcess(words, { DEARCHIVE_CONF: conf });
    made = {
      database,
      conf,
      run,
      async json<T>(...words: string[]) {
        const { code, stdout, stderr } = await run(...words, "--json");
        expect(stderr).to.equal("");
        expect(code).to.equal(0);
        return JSON.parse(stdout) as T;
      },
    };
  });

  after(() => made?.database.drop());

  return () => made ?? expect.fail("the command line is made before the first test");
}

/** Proves that a command ended with a message for people on standard error: no stack, no statement, no password. */
export function expectErrorMessage(ended: Ended, code: number, message: RegExp): void {
  expect(ended.stderr).to.match(message);
  expect(ended.code, ended.stderr).to.equal(code);
  expect(ended.stderr).to.not.match(/\n\s+at |node:internal|\b(select|insert into) |of-the-tests/i);
}

/** The same, and that nothing was printed as if it were a result. */
export function expectMessage(ended: Ended, code: number, message: RegExp): void {
  expectErrorMessage(ended, code, message);
  expect(ended.stdout).to.equal("");
}
