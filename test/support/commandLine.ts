import { expect } from "chai";
import { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";
import { confOf, useFiles } from "./files.ts";
import { runInProcess } from "./inProcess.ts";
import type { Ended } from "./program.ts";

export interface CommandLine {
  readonly database: TestDatabase;
  /** Path of the configuration file that `run` uses. */
  readonly conf: string;
  /** Runs a command and returns its output and exit code. */
  run(...words: string[]): Promise<Ended>;
  /** Runs a command with `--json`, expects success, and returns the parsed output. */
  json<T>(...words: string[]): Promise<T>;
}

/** Creates a database for a `describe` and runs commands on it. Returns a getter for use inside tests. */
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

  return () => made ?? expect.fail("the command line exists once the first test starts");
}

/** Expects a readable message on standard error: no stack trace, no SQL, no password. */
export function expectErrorMessage(ended: Ended, code: number, message: RegExp): void {
  expect(ended.stderr).to.match(message);
  expect(ended.code, ended.stderr).to.equal(code);
  expect(ended.stderr).to.not.match(/\n\s+at |node:internal|\b(select|insert into) |of-the-tests/i);
}

/** Expects a readable message on standard error, and empty standard output. */
export function expectMessage(ended: Ended, code: number, message: RegExp): void {
  expectErrorMessage(ended, code, message);
  expect(ended.stdout).to.equal("");
}
