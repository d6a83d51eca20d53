import { UsageError } from "../server/cli/usageError.ts";
import type { PrivateMariaDb } from "./privateMariaDb.ts";

/** The MariaDB of a demo. */
export type DemoServer = Pick<PrivateMariaDb, "port" | "ended" | "stop">;

/** An account of a MariaDB that already runs, which may create databases and users. */
export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const STANDARD_PORT = 3306;

/**
 * Parses the `--database` option, such as mysql://root:PASSWORD@HOST:3306.
 *
 * @throws UsageError without the text, which contains a password
 */
export function parseDatabase(text: string): DatabaseLogin {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "mysql:" || url.hostname === "" || url.username === "" || url.pathname.length > 1)
    throw new UsageError("--database must be a server such as mysql://root:PASSWORD@HOST:3306");
  return {
    host: url.hostname,
    port: url.port === "" ? STANDARD_PORT : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** Returns a server that the demo neither starts nor stops. */
export function externalServer({ port }: { readonly port: number }): DemoServer {
  return { port, ended: new Promise(() => undefined), stop: async () => undefined };
}
