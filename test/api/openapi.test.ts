import { join } from "node:path";
import Router from "@koa/router";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";
import sinon from "sinon";
import { KEPT_HOURS } from "../../server/history/idempotencyStore.ts";
import { createPlugin } from "../../server/index.ts";
import { MAX_LEAD_LIMIT } from "../../server/keys/keySettings.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import {
  type Description,
  operationsOf,
  readDescription,
  validationErrors,
} from "../support/apiDescription.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { send } from "../support/client.ts";
import { useFiles } from "../support/files.ts";
import { runIn } from "../support/package.ts";

/** Differs from the default. */
const BODY_LIMIT = 20_001;

describe("The OpenAPI document", () => {
  const setup = useApiSetup({ config: { bodyLimitBytes: BODY_LIMIT } });
  const file = useFiles();
  let description: Description;

  before(async () => {
    description = await readDescription(setup().server.url);
  });

  it("is valid OpenAPI 3.1", async () => {
    expect(description.openapi).to.match(/^3\.1\./);
    const { valid, errors } = await new Validator().validate({ ...description });
    expect(errors).to.equal(undefined);
    expect(valid).to.equal(true);
  });

  it("passes Redocly's strict rules", () => {
    const path = file("openapi.json", JSON.stringify(description));
    const settings = ["REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true"];
    const program = join(packageRoot, "node_modules", "@redocly", "cli", "bin", "cli.js");
    runIn(packageRoot, "env", ...settings, process.execPath, program, "lint", path);
  });

  it("defines the items of every array", () => {
    const schemas: { type?: unknown; items?: unknown }[] = [];
    JSON.stringify(description, (_, value) => {
      if (value?.type === "array") schemas.push(value);
      return value;
    });
    expect(schemas).to.have.length.greaterThan(10);
    expect(schemas.filter(({ items }) => items === undefined)).to.deep.equal([]);
  });

  it("allows as many leads as the highest limit of a key", () => {
    const { schemas } = description.components;
    for (const name of ["DearchiveRequest", "ArchiveRequest"])
      expect(schemas?.[name]).to.have.nested.property("properties.lead_ids.maxItems", MAX_LEAD_LIMIT);
  });

  it("fails validation when it is broken", async () => {
    const broken = { ...description, paths: { "no-slash": { get: { responses: 5 } } } };
    expect((await new Validator().validate(broken)).valid).to.equal(false);
  });

  /** Routes of the app in the form `post /vicidial/leads/dearchive/{customer}`. */
  async function routes(): Promise<readonly string[]> {
    const register = sinon.spy(Router.prototype, "register");
    try {
      const plugin = createPlugin({ config: setup().database.config });
      await plugin.close();
      return register.getCalls().flatMap(({ args: [path, methods, , options] }) => {
        // Pages are for people and not part of the API.
        if (options?.name === "page") return [];
        const [bare = "", optional] = String(path)
          .replace(/\/:(\w+)(?=\/|$)/g, "/{$1}")
          .split("{/:");
        const paths = optional === undefined ? [bare] : [bare, `${bare}/{${optional}`];
        return methods
          .filter((method) => method.toLowerCase() !== "head")
          .flatMap((method) => paths.map((each) => `${method.toLowerCase()} ${each}`));
      });
    } finally {
      register.restore();
    }
  }

  it("describes exactly the routes of the app", async () => {
    const described = operationsOf(description).map(({ method, path }) => `${method} /vicidial${path}`);
    expect(described).to.have.members(await routes());
  });

  it("lists paths that exist at its server URL", async () => {
    const [{ url } = { url: "" }] = description.servers;
    for (const { method, path, operation } of operationsOf(description)) {
      const isOpen =
        operation.security.some((scheme) => Object.keys(scheme).length === 0) ||
        operation.security.length === 0;
      const there = setup().server.url + url + path.replace("{customer}", "default").replace("{id}", "1");
      const { status, text } = await send(there, { method: method.toUpperCase() });
      expect(status, `${method} ${path}: ${text}`).to.equal(isOpen ? 200 : 401);
    }
  });

  it("gives every operation a unique operationId", () => {
    const names = operationsOf(description).map(({ operation }) => operation.operationId);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("contains no unused components", () => {
    const text = JSON.stringify(description);
    for (const name of Object.keys(description.components["schemas"] ?? {}))
      expect(text, name).to.include(`"$ref":"#/components/schemas/${name}"`);
    for (const name of Object.keys(description.components["securitySchemes"] ?? {}))
      expect(text, name).to.include(`{"${name}":[]}`);
  });

  it("contains no dangling references", () => {
    const named = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(named).to.not.have.length(0);
    expect(description.components["schemas"]).to.include.keys(...named.map(([, name]) => name ?? ""));
  });

  it("gives examples that match its own schemas", () => {
    const examples = operationsOf(description).flatMap(({ operation }) =>
      [
        ...(operation.parameters ?? []),
        ...Object.values(operation.requestBody?.content ?? {}),
        ...Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {})),
      ].filter(({ example }) => example !== undefined),
    );
    expect(examples).to.have.length.greaterThan(20);
    for (const { schema, example } of examples)
      expect(validationErrors(description, schema, example), JSON.stringify(example)).to.deep.equal([]);
  });

  it("states this server's body limit and how long it keeps results", async () => {
    const { server } = setup();
    const page = await send(`${server.url}/vicidial/dearchive/docs`, {});
    for (const text of [JSON.stringify(description), page.text]) {
      expect(text).to.include(`the body cannot exceed ${BODY_LIMIT} bytes`);
      expect(text).to.include(`kept for ${KEPT_HOURS} hours`);
    }
  });

  it("gives example requests that succeed unchanged", async () => {
    const { server, key, database } = setup();
    for (const { path, operation } of operationsOf(description)) {
      const example = operation.requestBody?.content["application/json"]?.example;
      if (example === undefined) continue;
      for (const table of ["vicidial_list", "vicidial_list_archive"]) {
        await database.root(table).delete();
        await database.root(table).insert([{ lead_id: 1001 }, { lead_id: 1002 }]);
      }
      const { status, text } = await send(`${server.url}/vicidial${path.replace("{customer}", "default")}`, {
        method: "POST",
        headers: { Authorization: `Key=${key}`, "Content-Type": "application/json" },
        body: JSON.stringify(example),
      });
      // A run is only created by then.
      expect(status, text).to.equal(path === "/leads/runs" ? 202 : 200);
    }
  });
});
