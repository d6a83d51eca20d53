import { RUN_EXAMPLE } from "../../api/openapi/runExamples.ts";
import type { OpenApiDocument, Operation } from "../../api/openapi/types.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";
import { prettyJson } from "./prettyJson.ts";
import { requestSnippets } from "./requestSnippets.ts";
import { successExamples } from "./successExamples.ts";

function fieldsOf(document: OpenApiDocument, reference: string | undefined) {
  const schema = document.components.schemas[reference?.split("/").at(-1) ?? ""];
  return Object.entries(schema?.properties ?? {}).map(([name, { type = "", description = "" }]) => ({
    name,
    type,
    description,
    isRequired: schema?.required?.includes(name) ?? false,
  }));
}

/** The answers of an operation that moves nothing. The others are documented together. */
function responsesOf(operation: Operation) {
  return Object.entries(operation.responses).map(([status, { description }]) => ({ status, description }));
}

/** The operations that move leads, with the path for each customer, the code of a request and the answers of each option. */
export function moveOperations(document: OpenApiDocument, origin: string, base: string) {
  return Object.values(DIRECTIONS).flatMap(({ name }) => {
    const path = `/leads/${name}`;
    const operation = document.paths[path]?.post;
    if (!operation) return [];
    const content = operation.requestBody?.content["application/json"];
    return [
      {
        id: operation.operationId,
        method: "POST",
        path: base + path,
        summary: operation.summary,
        description: operation.description ?? "",
        customerPath: document.paths[`${path}/{customer}`] ? `${base}${path}/{customer}` : null,
        olderPath: `${base}/lead/${name}`,
        headers: operation.parameters ?? [],
        fields: fieldsOf(document, content?.schema.$ref),
        snippets: requestSnippets({
          method: "POST",
          url: origin + base + path,
          body: prettyJson(Object(content?.example)),
        }),
        answers: successExamples(name),
      },
    ];
  });
}

/** Fields of the query string, with their type as readers know it. */
function parametersOf({ parameters = [] }: Operation) {
  const inQuery = parameters.filter(({ in: location }) => location === "query");
  return inQuery.map(({ name, schema, description }) => {
    const isRepeatable = schema.type === "array";
    return {
      name,
      type: (isRepeatable ? schema.items : schema)?.type ?? "",
      description,
      isRepeatable,
    };
  });
}

/** Returns a `curl` command for an operation, with the examples of its parameters or its body. */
function curlOf(method: string, url: string, { parameters = [], requestBody, security }: Operation): string {
  const isInUrl = security.some((scheme) => "apiKeyInUrl" in scheme);
  const key = isInUrl ? [`--data-urlencode 'key=YOUR_API_KEY'`] : ["-H 'Authorization: Key=YOUR_API_KEY'"];
  const example = requestBody?.content["application/json"]?.example;
  if (example !== undefined)
    return [
      `curl ${url}`,
      ...key,
      "-H 'Content-Type: application/json'",
      `-d '${JSON.stringify(example)}'`,
    ].join(" \\\n  ");
  const first = parameters.find(
    ({ in: location, example: value }) => location === "query" && value !== undefined,
  );
  if (!first) return [`curl${method === "POST" ? " -X POST" : ""} ${url}`, ...key].join(" \\\n  ");
  const value = [first.example ?? ""].flat()[0];
  return [`curl -G ${url}`, ...key, `--data-urlencode '${first.name}=${value}'`].join(" \\\n  ");
}

function answerOf({ responses }: Operation): string {
  const content = (responses["200"] ?? responses["202"])?.content ?? {};
  const example = Object.values(content)[0]?.example;
  return typeof example === "string" ? example : prettyJson(Object(example));
}

/** What office hours mean for operations, by their tag. */
const HOURS = {
  "look-ups": phrase("Office hours do not apply."),
  runs: phrase("Office hours hold the moves of a run, not these requests."),
} as const;

/** The operations that look up leads, or those of runs, with an example of each. */
export function taggedOperations(
  document: OpenApiDocument,
  tag: keyof typeof HOURS,
  origin: string,
  base: string,
) {
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(post ? [{ path, method: "POST", operation: post }] : []),
    ...(get ? [{ path, method: "GET", operation: get }] : []),
  ]);
  return operations
    .filter(({ operation }) => operation.tags.includes(tag))
    .map(({ path, method, operation }) => {
      const content = operation.requestBody?.content["application/json"];
      const examplePath = path.replace("{id}", String(RUN_EXAMPLE.id));
      return {
        id: operation.operationId,
        method,
        path: base + path,
        summary: operation.summary,
        description: operation.description ?? "",
        parameters: parametersOf(operation),
        fields: fieldsOf(document, content?.schema.$ref),
        request: curlOf(method, origin + base + examplePath, operation),
        answer: answerOf(operation),
        isForVicidial: operation.security.length > 1,
        hours: HOURS[tag],
      };
    });
}

/** The operations for administrators. */
export function otherOperations(document: OpenApiDocument, base: string) {
  return Object.entries(document.paths).flatMap(([path, { get }]) =>
    get?.tags.includes("operations")
      ? [{ id: get.operationId, path: base + path, summary: get.summary, responses: responsesOf(get) }]
      : [],
  );
}

/** Every header of an answer to a move, with the statuses that have it. Leaves out statuses of older formats. */
export function answerHeaders(document: OpenApiDocument) {
  const responses = document.paths["/leads/dearchive"]?.post?.responses ?? {};
  const headers = new Map<string, { description: string; example: string; statuses: string[] }>();
  const current = Object.entries(responses).filter(
    ([, response]) => response["x-response-formats"]?.includes("current") !== false,
  );
  for (const [status, response] of current)
    for (const [name, { description, example = "" }] of Object.entries(response.headers ?? {})) {
      const known = headers.get(name) ?? { description, example: String(example), statuses: [] };
      headers.set(name, { ...known, statuses: [...known.statuses, status] });
    }
  return [...headers].map(([name, { statuses, ...header }]) => ({
    name,
    ...header,
    sentWith: statuses.length === current.length ? phrase("every answer") : statuses.join(", "),
  }));
}
