import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import type { Knex } from "knex";
import type { NamedValue } from "../db/serverKind.ts";
import { queryRows } from "../db/sql.ts";
import { phrase } from "../lib/phrase.ts";
import { type Finding, ok, warning } from "./finding.ts";

const CHECK = "encryption";
const LOOPBACK = /^(127\.|::1$)/;

/** Tells whether a host is this machine. A name that does not resolve counts as another machine. */
async function isThisMachine(host: string): Promise<boolean> {
  const own = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.map(({ address }) => address) ?? [],
  );
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => LOOPBACK.test(address) || own.includes(address));
}

/**
 * Checks that the connection to the database is encrypted when it crosses a network.
 *
 * @param host configured host of the database server
 */
export async function examineEncryption(db: Knex, host: string): Promise<readonly Finding[]> {
  const rows = await queryRows<NamedValue>(db, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  const cipher = rows[0]?.Value ?? "";
  if (cipher !== "") return [ok(CHECK, phrase("The connection to %1s is encrypted (%2s).", host, cipher))];
  if (await isThisMachine(host)) return [ok(CHECK, phrase("The database is on this machine."))];
  return [
    warning(
      CHECK,
      phrase(
        "The connection to %1s is not encrypted, so lead data crosses the network in clear text. Set DEARCHIVE_DATABASE_CA to the certificate of the authority that signed the server's certificate.",
        host,
      ),
    ),
  ];
}

/** Returns the host that a pool connects to. */
export function hostOf(db: Knex): string {
  return String(db.client.connectionSettings?.host ?? "localhost");
}
