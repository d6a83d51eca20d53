import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { useAdminSetup } from "../support/adminSetup.ts";
import { createUser } from "../support/factories.ts";

const PATH = "/vicidial/leads/dearchive";

for (const [where, trustedProxies] of [
  ["behind a trusted proxy", ["127.0.0.1"]],
  ["without a trusted proxy", []],
] as const)
  describe(`The curl lines of the pages, ${where}`, () => {
    const setup = useAdminSetup({ config: { trustedProxies: [...trustedProxies] } });
    const isTrusted = trustedProxies.length > 0;

    before(() => createUser(setup().database, "crm"));

    const curlIn = (text: string) => /curl (?:<span data-endpoint>)?(https?:\/\/[^\s<]+)/.exec(text)?.[1];
    const own = () => new URL(setup().url).origin;

    async function shownWithNewKey(headers: Record<string, string>): Promise<string | undefined> {
      const form = { formId: randomUUID(), label: "CRM", user: "crm", limit: "500" };
      return curlIn((await setup().submit("boss", "/keys/new", form, headers)).text);
    }

    const shownInDocs = async (headers: Record<string, string>) =>
      curlIn((await setup().get("boss", "/docs", headers)).text);

    it("show the origin in the browser's address bar when the form sends it", async () => {
      const headers = { Origin: "https://dialer.example", "X-Forwarded-Host": "inner.example:8080" };
      expect(await shownWithNewKey(headers)).to.equal(`https://dialer.example${PATH}`);
    });

    it(`${isTrusted ? "use" : "ignore"} the scheme and host that a proxy forwards`, async () => {
      const headers = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "dialer.example",
      };
      const site = isTrusted ? "https://dialer.example" : own();
      expect(await shownInDocs(headers)).to.equal(`${site}${PATH}`);
      expect(await shownWithNewKey({ ...headers, Origin: "" })).to.equal(`${site}${PATH}`);
    });

    it("trust only the values that the trusted proxy itself wrote", async () => {
      const headers = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http, https",
        "X-Forwarded-Host": "forged.example, dialer.example",
      };
      expect(await shownInDocs(headers)).to.equal(`${isTrusted ? "https://dialer.example" : own()}${PATH}`);
    });

    it("show the server's own address when the forwarded values are missing or invalid", async () => {
      expect(await shownInDocs({})).to.equal(`${own()}${PATH}`);
      const odd = { "X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "a b'; rm" };
      expect(await shownInDocs({ ...odd, "X-Forwarded-For": "203.0.113.9" })).to.equal(`${own()}${PATH}`);
    });
  });
