import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { ConfigError, reasonOf } from "./configError.ts";

/** How well the database connection is protected. MySQL's clients use the same names. */
export const TLS_MODES = ["disabled", "required", "verify_ca", "verify_identity"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** TLS options of a database connection, as Node and mysql2 take them. */
export interface DatabaseTls {
  readonly minVersion: "TLSv1.2";
  /** Certificates in PEM format; Node's own authorities if omitted. */
  readonly ca?: string;
  /** Whether one of the authorities must have signed the server's certificate. */
  readonly rejectUnauthorized: boolean;
  /** Whether the certificate must match the server's host name. */
  readonly verifyIdentity: boolean;
}

export interface TlsSettings {
  readonly mode?: TlsMode | undefined;
  /** Path of a PEM file. */
  readonly caFile?: string | undefined;
}

/**
 * Reads certificates of authorities in PEM form.
 *
 * @param setting the setting that names the file
 * @param whose whose certificate the authority signed
 * @throws ConfigError if the file cannot be read or holds none
 */
export function readAuthorities(setting: string, file: string, whose: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      `${setting}: ${file} cannot be read (${reasonOf(error)}); it names the certificate, in PEM form, of the authority that signed ${whose}`,
    );
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----"))
    throw new ConfigError(`${setting}: ${file} holds no certificate in PEM form`);
  return pem;
}

/** Identity can only be verified for a host name, not for an IP address. */
function defaultMode(caFile: string | undefined, host: string): TlsMode {
  if (caFile === undefined) return "disabled";
  return isIP(host) === 0 ? "verify_identity" : "verify_ca";
}

/**
 * Returns the TLS options for connections to the database on `host`; undefined if they are not encrypted. A certificate authority
 * alone enables encryption and verification.
 *
 * @throws ConfigError if the file cannot be read, or if verify_identity is used with an IP address
 */
export function readDatabaseTls({ mode, caFile }: TlsSettings, host: string): DatabaseTls | undefined {
  const chosen = mode ?? defaultMode(caFile, host);
  if (chosen === "disabled") return undefined;
  if (chosen === "verify_identity" && isIP(host) !== 0) {
    throw new ConfigError(
      `DEARCHIVE_DATABASE_TLS: verify_identity needs a host name in VARDB_server, found the address ${host}; use verify_ca`,
    );
  }
  return {
    minVersion: "TLSv1.2",
    ...(caFile !== undefined && {
      ca: readAuthorities("DEARCHIVE_DATABASE_CA", caFile, "the database server's"),
    }),
    rejectUnauthorized: chosen !== "required",
    verifyIdentity: chosen === "verify_identity",
  };
}
