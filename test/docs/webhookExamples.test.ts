import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { secretText, signedHeaders } from "../../server/webhooks/signature.ts";
import { until } from "../support/waiting.ts";

const SECRET = Buffer.alloc(32, 9);
const BODY = JSON.stringify({ type: "run.done", data: { id: 7, leads: { moved: 2, total: 3 } } });

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

for (const [file, commandFor] of [
  ["webhook.mjs", () => ["node"]],
  ["webhook.py", () => ["python3"]],
  ["webhook.php", (port: number) => ["php", "-S", `127.0.0.1:${port}`]],
] as const)
  describe(`docs/examples/${file}`, () => {
    it("accepts a signed message, and refuses altered and old ones", async () => {
      const port = await freePort();
      const [program = "", ...words] = commandFor(port);
      const child = spawn(program, [...words, join(packageRoot, "docs", "examples", file)], {
        env: { ...process.env, PORT: String(port), DEARCHIVE_WEBHOOK_SECRET: secretText(SECRET) },
        stdio: "ignore",
      });
      const post = (headers: Record<string, string>, body = BODY) =>
        fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body }).then(({ status }) => status);
      try {
        await until("the receiver listens", () =>
          post({}).then(
            () => true,
            () => false,
          ),
        );
        const now = Math.floor(Date.now() / 1000);
        const signed = (timestamp: number, secrets = [SECRET]) =>
          signedHeaders({ id: "msg_1", timestamp, body: BODY }, secrets);
        expect(await post(signed(now))).to.equal(204);
        expect(await post(signed(now, [Buffer.alloc(32, 1), SECRET]))).to.equal(204);
        expect(await post(signed(now), BODY.replace("2", "3"))).to.equal(400);
        expect(await post(signed(now, [Buffer.alloc(32, 1)]))).to.equal(400);
        expect(await post(signed(now - 3600))).to.equal(400);
        expect(await post({})).to.equal(400);
      } finally {
        child.kill("SIGKILL");
      }
    });
  });
