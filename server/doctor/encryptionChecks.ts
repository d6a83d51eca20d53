import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import type { Knex } from "knex";
import type { NamedValue } from "../db/serverKind.ts";
import { queryRows } from "../db/sql.ts";
import { type Finding, ok, warning } from "./finding.ts";

const CHECK = "encryption";
const LOOPBACK = /^(127\.|::1$)/;

/** Whether a host is this machine: what goes there passes no network. A name that does not resolve is elsewhere. */
async function isThisMachine(host: string): Promise<boolean> {
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => LOOPBACK.test(address) || own.includes(address));
}

/**
 * Checks that passwords and leads are encrypted where they cross a network.
 *
 * @param host the database server as it is configured
 */
export async function examineEncryption(db: Knex, host: string): Promise<readonly Finding[]> {
  const rows = await queryRows<NamedValue>(db, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  const cipher = rows[0]?.Value ?? "";
  if (cipher !== "") return [ok(CHECK, `the connection to ${host} is encrypted (${cipher})`)];
  if (await isThisMachine(host)) return [ok(CHECK, "the database is on this machine")];
  return [
    warning(
      CHECK,
      `the connection to ${host} is not encrypted: leads and their changes cross the network in the clear. Set DEARCHIVE_DATABASE_CA to the certificate of the authority that signed the server's`,
    ),
  ];
}

/** The host that a pool connects to. */
export function hostOf(db: Knex): string {
  return String(db.client.connectionSettings?.host ?? "localhost");
}
