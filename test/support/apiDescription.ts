import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "chai";
import { type Answer, send } from "./client.ts";

type Schema = Readonly<Record<string, unknown>>;

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly schema: Schema; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** The parts of the served OpenAPI description that tests use. */
export interface Description {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

export async function readDescription(url: string): Promise<Description> {
  const { status, body } = await send(`${url}/vicidial/dearchive/openapi.json`, {});
  expect(status).to.equal(200);
  return body as Description;
}

/** Returns every operation with its method and path. */
export function operationsOf({ paths }: Description) {
  return Object.entries(paths).flatMap(([path, item]) =>
    (["get", "post"] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Compiled validators, because compiling takes far longer than validating. */
const validators = new WeakMap<Description, Map<string, ValidateFunction>>();

function validatorOf(description: Description, schema: Schema): ValidateFunction {
  const known = validators.get(description) ?? new Map<string, ValidateFunction>();
  validators.set(description, known);
  const name = JSON.stringify(schema);
  const ajv = new Ajv2020({ allErrors: true, strict: true, keywords: ["components"] });
  const validate = known.get(name) ?? ajv.compile({ ...schema, components: description.components });
  known.set(name, validate);
  return validate;
}

/** Validates a value against a schema of the description. Returns the errors, empty if the value is valid. */
export function validationErrors(
  description: Description,
  schema: Schema,
  value: unknown,
): readonly string[] {
  const validate = validatorOf(description, schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
}

/** The plugin's response headers. A response that carries one must describe it. */
const OWN_HEADERS = [
  "X-Request-Id",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "WWW-Authenticate",
  "Idempotency-Replayed",
  "Preference-Applied",
];

/** Expects a response that matches the description of its operation, headers included. */
export function expectDescribed(description: Description, operationId: string, answer: Answer): void {
  const found = operationsOf(description).find(({ operation }) => operation.operationId === operationId);
  const responses = found?.operation.responses ?? expect.fail(`${operationId} is not described`);
  const what = `${answer.status} of ${operationId}`;
  const response =
    responses[answer.status] ?? responses["default"] ?? expect.fail(`${what} is not described`);
  const type = answer.headers.get("Content-Type")?.split(";")[0] ?? "";
  const { schema } = response.content?.[type] ?? expect.fail(`${what} is not described as ${type}`);
  // Each line of ndjson is JSON, but not all of them together.
  const value = type.endsWith("json") && type !== "application/x-ndjson" ? answer.body : answer.text;
  expect(validationErrors(description, schema, value), `${what}: ${answer.text}`).to.deep.equal([]);
  if (!response.headers) return;
  const sent = OWN_HEADERS.filter((name) => answer.headers.has(name));
  expect(Object.keys(response.headers), `the described headers of ${what}`).to.include.members(sent);
}
