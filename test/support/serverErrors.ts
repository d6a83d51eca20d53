import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An entry of the server's message list. */
export interface ServerError {
  readonly name: string;
  readonly sqlState: string;
  /** The English message, with placeholders. */
  readonly text: string;
}

/** Reads the message list of the installed MariaDB. Returns the errors by number. */
export function readMariaDbErrors(): ReadonlyMap<number, ServerError> {
  const folder = execFileSync("mariadbd", ["--no-defaults", "--verbose", "--help"], { encoding: "utf8" })
    .split("\n")
    .find((line) => line.startsWith("lc-messages-dir "))
    ?.replace(/^\S+\s+/, "");
  const path = [folder ?? "", "/usr/share/mysql", "/usr/share/mariadb"]
    .map((directory) => join(directory, "errmsg-utf8.txt"))
    .find((file) => canRead(file));
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

/** Returns MySQL's error names by number, from the driver's generated list. */
export function readMySqlNames(): ReadonlyMap<number, string> {
  const driver = dirname(createRequire(import.meta.url).resolve("mysql2/package.json"));
  const text = readFileSync(join(driver, "lib/constants/errors.js"), "utf8");
  return new Map(
    [...text.matchAll(/^exports\[(\d+)\] = '(\w+)'/gm)].map(([, errno, name = ""]) => [Number(errno), name]),
  );
}
