import { randomUUID } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** Answer to a probe. */
export interface ProbeAnswer {
  readonly status: number;
  /** Whether the plugin answered: it repeats the request id, and other programs do not. */
  readonly isOurs: boolean;
  readonly location: string | undefined;
  /** The beginning of the body. */
  readonly body: string;
}

const ANSWER_MS = 3_000;
const MAX_BODY = 4_096;
const MAX_REDIRECTS = 3;

/** Sends one GET. Accepts any certificate, because nothing secret is sent and `127.0.0.1` is in none. */
function sendProbe(url: URL): Promise<ProbeAnswer | undefined> {
  const id = `doctor-${randomUUID()}`;
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((done) => {
    const sent = request(
      url,
      { headers: { "X-Request-Id": id }, timeout: ANSWER_MS, rejectUnauthorized: false },
      (answer) => {
        let body = "";
        const finish = () => {
          const { statusCode: status = 0, headers } = answer;
          done({ status, isOurs: headers["x-request-id"] === id, location: headers.location, body });
          sent.destroy();
        };
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          body += part;
          if (body.length > MAX_BODY) finish();
        });
        answer.on("end", finish);
        answer.on("error", finish);
      },
    );
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => done(undefined));
    sent.end();
  });
}

/** Requests an address and follows redirects, such as from http to https. Returns undefined if nothing answers. */
export async function probe(address: string): Promise<ProbeAnswer | undefined> {
  let url = new URL(address);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sendProbe(url);
    const isRedirect = answer !== undefined && answer.status >= 300 && answer.status < 400;
    if (!isRedirect || answer.isOurs || !answer.location || redirects === MAX_REDIRECTS) return answer;
    if (!URL.canParse(answer.location, url.href)) return answer;
    url = new URL(answer.location, url.href);
    if (!/^https?:$/.test(url.protocol)) return answer;
  }
}
