import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A server's error as its own message list has it. */
export interface ServerError {
  readonly name: string;
  readonly sqlState: string;
  /** The English message, with placeholders. */
  readonly text: string;
}

/** Reads the message list that MariaDB's packages bring along. */
export function readMariaDbErrors(): ReadonlyMap<number, ServerError> {
  const folder = execFileSync("mariadbd", ["--no-defaults", "--verbose", "--help"], { encoding: "utf8" })
    .split("\n")
    .find((line) => line.startsWith("lc-messages-dir "))
    ?.replace(/^\S+\s+/, "");
  const path = [folder ?? "", "/usr/share/mysql", "/usr/share/mariadb"]
    .map((each) => join(each, "errmsg-utf8.txt"))
    .find((each) => canRead(each));
  const errors = new Map<number, ServerError>();
  let [next, current] = [0, 0];
  for (const line of readFileSync(path ?? "errmsg-utf8.txt", "utf8").split("\n")) {
    const start = /^(?:start-error-number|skip-to-error-number) (\d+)/.exec(line);
    const [, name, states = ""] = /^((?:ER|WARN)_\w+)\s*(.*)$/.exec(line) ?? [];
    const [, text] = /^\s+eng "(.*)"/.exec(line) ?? [];
    if (start) next = Number(start[1]);
    if (name !== undefined) {
      current = next;
      next += 1;
      errors.set(current, { name, sqlState: states.split(/\s/)[0] ?? "", text: "" });
    }
    const error = errors.get(current);
    if (text !== undefined && error) errors.set(current, { ...error, text });
  }
  return errors;
}

function canRead(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

/** Reads MySQL's names, which the driver is generated with. */
export function readMySqlNames(): ReadonlyMap<number, string> {
  const driver = dirname(createRequire(import.meta.url).resolve("mysql2/package.json"));
  const text = readFileSync(join(driver, "lib/constants/errors.js"), "utf8");
  return new Map(
    [...text.matchAll(/^exports\[(\d+)\] = '(\w+)'/gm)].map(([, errno, name = ""]) => [Number(errno), name]),
  );
}
