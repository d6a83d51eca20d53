import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, findProgram } from "../../demo/debianPackages.ts";

/** Paths of PEM files: a server's key, its certificate, and the certificate of the authority that signed it. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Returns the path of `openssl`. Installs it if it is missing. */
export function ensureOpenssl(): string {
  const wanted = { name: "openssl", packages: ["openssl"], find: () => findProgram(["openssl"]) };
  return ensureInstalled(wanted, (line) => process.stderr.write(`${line}\n`));
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(ensureOpenssl(), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
}

function makeKey(folder: string, name: string): string {
  const file = join(folder, `${name}.key`);
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);
  return file;
}

/** Creates a private certificate authority and a certificate for a server of this name. `remove` deletes the files. */
export function makeCertificates(serverName: string) {
  const folder = mkdtempSync(join(tmpdir(), "dearchive-certificates-"));
  const authorityKey = makeKey(folder, "authority");
  const authority = join(folder, "authority.pem");
  const selfSigned = ["req", "-x509", "-new", "-key", authorityKey, "-subj", "/CN=Authority"];
  openssl(...selfSigned, "-days", "2", "-out", authority);
  const key = makeKey(folder, "server");
  const request = join(folder, "server.csr");
  openssl("req", "-new", "-key", key, "-subj", `/CN=${serverName}`, "-out", request);
  const names = join(folder, "names");
  writeFileSync(names, `subjectAltName=DNS:${serverName}\n`);
  const certificate = join(folder, "server.pem");
  const sign = ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial"];
  openssl(...sign, "-days", "2", "-extfile", names, "-out", certificate);
  const files: Certificates = { authority, certificate, key };
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
