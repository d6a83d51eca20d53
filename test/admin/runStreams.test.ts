import { expect } from "chai";
import { basicAuth, createPeople, HOME } from "../support/adminSetup.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { createRun, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

const MOST_EACH = 20;

describe("Live event streams of a run", () => {
  const setup = useApiSetup();
  let address = "";
  before(async () => {
    await createPeople(setup().database);
    const id = await createRun(setup().database, [1, 2, 3]);
    await untilRun(setup().database, id, "ready");
    address = `${setup().server.url}${HOME}/runs/${id}/events`;
  });

  /** Opens a stream and waits for its first event, so that the server counts it. */
  async function open() {
    const reader = new AbortController();
    const response = await fetch(address, { headers: basicAuth("boss"), signal: reader.signal });
    if (response.status === 200) await response.body?.getReader().read();
    return { status: response.status, close: () => reader.abort() };
  }

  const untilOneMoreOpens = () =>
    until("another stream may be opened", async () => {
      const one = await open();
      one.close();
      return one.status === 200;
    });

  it("count towards the limit only while they are open", async () => {
    for (let opened = 0; opened < 2 * MOST_EACH; opened += 1) {
      const stream = await open();
      expect(stream.status, `stream ${opened}`).to.equal(200);
      stream.close();
    }
  });

  it("are limited to 20 per user, and closing one allows another", async () => {
    await untilOneMoreOpens();
    const streams = await Promise.all(Array.from({ length: MOST_EACH }, open));
    try {
      expect((await open()).status).to.equal(503);
      streams[0]?.close();
      await untilOneMoreOpens();
    } finally {
      for (const stream of streams) stream.close();
    }
  });

  it("answer HEAD immediately without counting towards the limit", async () => {
    await untilOneMoreOpens();
    for (let sent = 0; sent < MOST_EACH + 5; sent += 1) {
      const response = await fetch(address, { method: "HEAD", headers: basicAuth("boss") });
      expect(response.status).to.equal(200);
      expect(response.headers.get("Content-Type")).to.include("text/event-stream");
      expect(await response.text()).to.equal("");
    }
  });
});
