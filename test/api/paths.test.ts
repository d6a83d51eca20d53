import { expect } from "chai";
import { expectRefusalForm } from "../support/answers.ts";
import { DEARCHIVE, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, send } from "../support/client.ts";

describe("The API", () => {
  const setup = useApiSetup();

  function call(method: string, path: string): Promise<Answer> {
    return send(setup().server.url + path, {
      method,
      headers: { Authorization: `Key=${setup().key}`, "Content-Type": "application/json" },
    });
  }

  const nowhere = [
    "/",
    "/vicidial",
    "/vicidial/leads",
    "/vicidial/leads/dearchives",
    "/vicidial/leads/dearchive/default/more",
    "/vicidial/Leads/dearchive",
    "/vicidial/LEAD/dearchive",
    "/Vicidial/lead/archive",
    "/vicidial/dearchive/Health",
    "/vicidial/dearchive/none",
    "/vicidial/dearchive/static/none.css",
    "/vicidial/dearchive/static/../../package.json",
    "/vicidial/dearchive/static/%2e%2e/%2e%2e/package.json",
    "/vicidial/dearchive/static/..%2f..%2fpackage.json",
  ];
  for (const path of nowhere) {
    it(`has nothing at ${path}: 404`, async () => {
      for (const method of ["GET", "POST"]) expectRefusalForm(await call(method, path), 404);
    });
  }

  for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    it(`refuses ${method} on a POST endpoint, and allows POST in the Allow header: 405`, async () => {
      for (const path of [DEARCHIVE, `${DEARCHIVE}/default`]) {
        const answer = await call(method, path);
        expectRefusalForm(answer, 405);
        expect(answer.headers.get("Allow")).to.equal("POST");
      }
    });
  }

  it("refuses HEAD on a POST endpoint, without a response body: 405", async () => {
    const answer = await call("HEAD", DEARCHIVE);
    expect(answer.status).to.equal(405);
    expect(answer.text).to.equal("");
  });
});
