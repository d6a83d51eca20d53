import { expect } from "chai";
import {
  type Description,
  expectDescribed,
  readDescription,
  validationErrors,
} from "../support/apiDescription.ts";
import { expectCreated, runClient } from "../support/apiRuns.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { createKey, insertLead, insertLeads } from "../support/factories.ts";

describe("The OpenAPI document describes runs", () => {
  const setup = useApiSetup();
  let description: Description;

  before(async () => {
    description = await readDescription(setup().server.url);
  });

  it("in every state, with every answer and refusal", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    await insertLead(database, "vicidial_list", 2, { last_name: "SMITH" });
    const client = runClient(setup());
    const described = (operation: string, answer: Parameters<typeof expectDescribed>[2]) => {
      expectDescribed(description, operation, answer);
      return answer;
    };
    const wanted = { direction: "restore", lead_ids: [1, 2, 3, 9] };
    const create = (body: unknown, headers = {}) =>
      client.create(body, headers).then((answer) => described("createRun", answer));
    const { id } = expectCreated(await create(wanted, { "Idempotency-Key": "described" }));
    await create(wanted, { "Idempotency-Key": "described" });
    await create({ ...wanted, name: "Other" }, { "Idempotency-Key": "described" });
    for (const body of [{}, "{", `"${"x".repeat(3_000_000)}"`]) await create(body);
    described("createRun", await client.create("a", { "Content-Type": "text/plain" }));
    described("createRun", await runClient(setup(), "vda_wrong").create(wanted));
    const { key } = await createKey(database, { rateLimit: 1, scopes: ["read"] });
    for (let n = 0; n < 2; n += 1) described("createRun", await runClient(setup(), key).create(wanted));

    const read = () => client.get(`/${id}`).then((answer) => described("readRun", answer));
    await client.until(id, "ready");
    await read();
    for (const control of ["pause", "resume"] as const)
      described(`${control}Run`, await client.control(id, control));
    described("startRun", await client.control(id, "start", { speed_limit: 1, colour: "red" }));
    described("startRun", await client.control(id, "start", { speed_limit: 1 }));
    await read();
    for (const control of ["pause", "resume", "stop", "start"] as const)
      described(`${control}Run`, await client.control(id, control));
    const undo = expectCreated(described("undoRun", await client.control(id, "undo", { start: true })));
    await client.until(undo.id, "done");
    described("undoRun", await client.control(99_999_999, "undo"));
    for (const path of [`/${id}/leads`, `/${id}/leads?limit=1`, `/${id}/leads?after=x`])
      described("listRunLeads", await client.get(path));
    described("listRunLeads", await client.get(`/${id}/leads`, { Accept: "application/x-ndjson" }));
    for (const path of ["", "?limit=1", "?limit=x"]) described("listRuns", await client.get(path));
    described("readRun", await client.get("/99999999"));
  });

  it("and the message of a webhook by an example that is valid", () => {
    const { webhooks } = description as unknown as {
      webhooks: {
        runEnded: {
          post: { requestBody: { content: Record<string, { schema: object; example: unknown }> } };
        };
      };
    };
    const { schema, example } =
      webhooks.runEnded.post.requestBody.content["application/json"] ?? expect.fail("none");
    expect(validationErrors(description, schema as Record<string, unknown>, example)).to.deep.equal([]);
  });
});
