import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { ConfigError, reasonOf } from "./configError.ts";

/** How far the connection to the database is protected; MySQL's clients use the same words. */
export const TLS_MODES = ["disabled", "required", "verify_ca", "verify_identity"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** How a connection to the database is encrypted, in the words of Node's TLS. */
export interface DatabaseTls {
  readonly minVersion: "TLSv1.2";
  /** Certificates in PEM form; the authorities that Node knows when left out. */
  readonly ca?: string;
  /** Whether the server's certificate must come from one of the authorities. */
  readonly rejectUnauthorized: boolean;
  /** Whether the certificate must be for the server's host name. */
  readonly verifyIdentity: boolean;
}

export interface TlsSettings {
  readonly mode?: TlsMode | undefined;
  /** A file in PEM form. */
  readonly caFile?: string | undefined;
}

function readAuthorities(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      `DEARCHIVE_DATABASE_CA: ${file} cannot be read (${reasonOf(error)}); it names the certificate, in PEM form, of the authority that signed the database server's`,
    );
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----"))
    throw new ConfigError(`DEARCHIVE_DATABASE_CA: ${file} holds no certificate in PEM form`);
  return pem;
}

/** A certificate can be checked against a host name only. */
function defaultMode(caFile: string | undefined, host: string): TlsMode {
  if (caFile === undefined) return "disabled";
  return isIP(host) === 0 ? "verify_identity" : "verify_ca";
}

/**
 * Reads how connections to the database on `host` are encrypted; undefined where they are not. A certificate authority
 * alone turns encryption and verification on.
 *
 * @throws ConfigError where the file cannot be read, or an address is to be verified as a name
 */
export function readDatabaseTls({ mode, caFile }: TlsSettings, host: string): DatabaseTls | undefined {
  const chosen = mode ?? defaultMode(caFile, host);
  if (chosen === "disabled") return undefined;
  if (chosen === "verify_identity" && isIP(host) !== 0) {
    throw new ConfigError(
      `DEARCHIVE_DATABASE_TLS: verify_identity wants a host name in VARDB_server, found the address ${host}; use verify_ca`,
    );
  }
  return {
    minVersion: "TLSv1.2",
    ...(caFile !== undefined && { ca: readAuthorities(caFile) }),
    rejectUnauthorized: chosen !== "required",
    verifyIdentity: chosen === "verify_identity",
  };
}
