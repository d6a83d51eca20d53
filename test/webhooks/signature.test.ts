import { expect } from "chai";
import { secretText, signedHeaders, signingSecret } from "../../server/webhooks/signature.ts";

describe("The signature of a webhook", () => {
  it("is that of the libraries for Standard Webhooks", () => {
    const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
    const message = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    };
    expect(signedHeaders(message, [secret])).to.deep.equal({
      "webhook-id": message.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("is made with each valid secret while a secret is being replaced", () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const message = { id: "msg_1", timestamp: 1, body: "{}" };
    const both = signedHeaders(message, [one, other])["webhook-signature"].split(" ");
    expect(both).to.deep.equal(
      [one, other].map((secret) => signedHeaders(message, [secret])["webhook-signature"]),
    );
  });

  it("uses secrets of 32 bytes that only the installation's secret leads to", () => {
    const nonce = Buffer.alloc(16, 5);
    const secret = signingSecret(Buffer.alloc(32, 7), nonce);
    expect(secretText(secret)).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(signingSecret(Buffer.alloc(32, 8), nonce)).to.not.deep.equal(secret);
    expect(signingSecret(Buffer.alloc(32, 7), Buffer.alloc(16, 6))).to.not.deep.equal(secret);
  });
});
