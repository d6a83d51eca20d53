import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type Certificates, makeCertificates } from "./certificates.ts";

/** A request that the receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer of the receiver. `hang` never answers. */
export type PlannedAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | "hang";

/** A receiver of webhooks that speaks HTTPS, with a certificate for localhost. */
export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  readonly authority: string;
  /** Answers the next requests; later ones get 204. */
  plan(...answers: readonly PlannedAnswer[]): void;
}

async function startReceiver(files: Certificates) {
  const received: Received[] = [];
  const planned: PlannedAnswer[] = [];
  const server = createServer(
    { key: readFileSync(files.key), cert: readFileSync(files.certificate) },
    async (request, response) => {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      received.push({ path: request.url ?? "", headers: request.headers, body });
      const answer = planned.shift() ?? { status: 204 };
      if (answer !== "hang") response.writeHead(answer.status, answer.headers).end();
    },
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: `https://localhost:${port}/hook`,
    port,
    received,
    authority: readFileSync(files.authority, "utf8"),
    plan: (...answers) => void planned.push(...answers),
  };
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { receiver, close };
}

/** Starts a receiver for a `describe`. Returns a getter for use inside tests. */
export function useWebhookReceiver(): () => WebhookReceiver {
  let running: Awaited<ReturnType<typeof startReceiver>> | undefined;
  let removeFiles: () => void = () => undefined;

  before(async () => {
    const { files, remove } = makeCertificates("localhost");
    removeFiles = remove;
    running = await startReceiver(files);
  });
  beforeEach(() => void running?.receiver.received.splice(0));
  after(async () => {
    await running?.close();
    removeFiles();
  });

  return () => running?.receiver ?? expect.fail("the receiver exists once the first test starts");
}
