import { expect } from "chai";
import { addressSet } from "../../server/lib/addressRanges.ts";
import { createSender } from "../../server/webhooks/sendMessage.ts";
import { useWebhookReceiver } from "../support/webhookReceiver.ts";

const NEVER = new AbortController().signal;
const LOCAL = addressSet(["127.0.0.1"]);

describe("Sending a message to a webhook", () => {
  const receiver = useWebhookReceiver();
  const message = () => ({ url: receiver().url, headers: {}, body: "{}" });

  it("connects to the address that was checked, whatever the name resolves to a moment later", async () => {
    const asked: string[] = [];
    const lookup = async (host: string) => {
      asked.push(host);
      return [{ address: asked.length === 1 ? "127.0.0.1" : "127.0.0.2" }];
    };
    const send = createSender({ allowed: LOCAL, ca: receiver().authority, lookup });
    expect(await send(message(), NEVER)).to.include({ status: 204, error: null });
    expect(asked).to.deep.equal(["localhost"]);
    expect(receiver().received[0]?.headers).to.include({ host: `localhost:${receiver().port}` });
  });

  it("sends nothing if any address of the name is private, and if there is none", async () => {
    const sending = (...addresses: readonly string[]) =>
      createSender({
        allowed: LOCAL,
        ca: receiver().authority,
        lookup: async () => addresses.map((address) => ({ address })),
      })(message(), NEVER);
    expect(await sending("127.0.0.1", "10.0.0.1")).to.include({ status: null, error: "address" });
    expect(await sending("::ffff:169.254.169.254")).to.include({ error: "address" });
    expect(await sending()).to.include({ error: "dns" });
    expect(receiver().received).to.have.length(0);
  });

  it("trusts no certificate that an unknown authority signed", async () => {
    const lookup = async () => [{ address: "127.0.0.1" }];
    expect(await createSender({ allowed: LOCAL, lookup })(message(), NEVER)).to.include({ error: "tls" });
  });

  it("ends when the instance stops, though the receiver never answers", async () => {
    receiver().plan("hang");
    const lookup = async () => [{ address: "127.0.0.1" }];
    const stop = new AbortController();
    const sent = createSender({ allowed: LOCAL, ca: receiver().authority, lookup })(message(), stop.signal);
    while (receiver().received.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect(await sent).to.include({ status: null });
  });
});
