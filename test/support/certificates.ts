import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, findProgram } from "../../demo/debianPackages.ts";

/** A server's key with its certificate, and the authority that signed it: files in PEM form. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

function openssl(...words: readonly string[]): void {
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  const wanted = { name: "openssl", packages: ["openssl"], find: () => findProgram(["openssl"]) };
  const done = spawnSync(ensureInstalled(wanted, say), words, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`openssl ${words.join(" ")}: ${done.stderr}`);
}

function makeKey(folder: string, name: string): string {
  const file = join(folder, `${name}.key`);
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);
  return file;
}

/** Makes an authority of our own, and a certificate for a server of that name. */
export function makeCertificates(serverName: string) {
  const folder = mkdtempSync(join(tmpdir(), "dearchive-certificates-"));
  const authorityKey = makeKey(folder, "authority");
  const authority = join(folder, "authority.pem");
  openssl(
    "req",
    "-x509",
    "-new",
    "-key",
    authorityKey,
    "-subj",
    "/CN=Authority",
    "-days",
    "2",
    "-out",
    authority,
  );
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
