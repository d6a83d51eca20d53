import { lookup as resolve } from "node:dns/promises";
import { request } from "node:https";
import { type BlockList, isIP } from "node:net";
import { performance } from "node:perf_hooks";
import { rootCertificates } from "node:tls";
import { isReachable } from "./publicAddress.ts";

/** Why an attempt failed. `status`: the receiver answered, but not with 2xx. */
export const SEND_ERRORS = ["status", "redirect", "address", "dns", "tls", "timeout", "connection"] as const;
export type SendError = (typeof SEND_ERRORS)[number];

/** The result of an attempt. */
export interface Attempt {
  /** HTTP status, if there was an answer. */
  readonly status: number | null;
  /** Null for a success. */
  readonly error: SendError | null;
  readonly durationMs: number;
  /** Seconds that the receiver asked to wait. */
  readonly retryAfterSeconds?: number;
}

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SenderOptions {
  /** Addresses that are allowed although they are not public. */
  readonly allowed: BlockList;
  /** Certificates of an authority to trust besides Node's own, in PEM form. */
  readonly ca?: string | undefined;
  /** Replaces the system's resolver. */
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string }[]>;
}

/** Milliseconds for a whole attempt. Source: Standard Webhooks recommends 15 to 30 seconds. */
export const TIMEOUT_MS = 15_000;

/** Carries the reason of a failure before or during the connection. */
class SendFailure extends Error {
  readonly reason: SendError;

  constructor(reason: SendError) {
    super(reason);
    this.reason = reason;
  }
}

/** Error codes of Node and OpenSSL for certificates and handshakes. */
const TLS_CODES = /CERT|SSL|TLS|SIGN|ISSUER|EPROTO/;

function reasonOf(error: unknown): SendError {
  if (error instanceof SendFailure) return error.reason;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ABORT_ERR" || (error instanceof Error && error.name === "TimeoutError")) return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
  return TLS_CODES.test(code) ? "tls" : "connection";
}

function errorOf(status: number): SendError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}

/**
 * Creates a function that posts a message over HTTPS. It connects to the address that was checked, so that a name that
 * resolves differently a moment later changes nothing, and follows no redirect.
 */
export function createSender({ allowed, ca, lookup }: SenderOptions) {
  const addressesOf = lookup ?? ((host) => resolve(host, { all: true, order: "ipv4first" }));

  /** @throws SendFailure where any of the host's addresses is not allowed */
  async function checkedAddress(host: string): Promise<string> {
    const addresses = isIP(host) === 0 ? (await addressesOf(host)).map(({ address }) => address) : [host];
    const [first] = addresses;
    if (first === undefined) throw new SendFailure("dns");
    if (!addresses.every((address) => isReachable(address, allowed))) throw new SendFailure("address");
    return first;
  }

  async function post({ url, headers, body }: Outgoing, signal: AbortSignal) {
    const { protocol, hostname, host, port, pathname, search } = new URL(url);
    if (protocol !== "https:") throw new SendFailure("connection");
    const name = hostname.replace(/^\[|\]$/g, "");
    const address = await checkedAddress(name);
    return new Promise<{ status: number; retryAfter: string | undefined }>((done, failed) => {
      const outgoing = request({
        host: address,
        port: port === "" ? 443 : Number(port),
        path: pathname + search,
        method: "POST",
        headers: { ...headers, Host: host, "Content-Length": Buffer.byteLength(body) },
        // The certificate must belong to the name in the URL, not to the address.
        ...(isIP(name) === 0 && { servername: name }),
        ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
        agent: false,
        signal,
      });
      outgoing.once("response", (response) => {
        done({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] });
        // Ignore the body: it may be endless.
        response.once("error", () => undefined);
        response.destroy();
      });
      outgoing.once("error", failed);
      outgoing.end(body);
    });
  }

  /** Sends a message once; never rejects. @param ending aborts the attempt */
  return async function send(message: Outgoing, ending: AbortSignal): Promise<Attempt> {
    const start = performance.now();
    const durationMs = () => Math.round(performance.now() - start);
    const signal = AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const overdue = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(new SendFailure("timeout")), { once: true });
      });
      const { status, retryAfter } = await Promise.race([post(message, signal), overdue]);
      const seconds = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
      return {
        status,
        error: errorOf(status),
        durationMs: durationMs(),
        ...(seconds !== undefined && { retryAfterSeconds: seconds }),
      };
    } catch (error) {
      return { status: null, error: reasonOf(error), durationMs: durationMs() };
    }
  };
}

export type SendMessage = ReturnType<typeof createSender>;
