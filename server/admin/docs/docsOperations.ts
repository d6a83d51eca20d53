import type { OpenApiDocument, Operation } from "../../api/openapi/types.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";
import { prettyJson } from "./prettyJson.ts";
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

/** The operations that move leads, with the path for each customer and the answers of each option. */
export function moveOperations(document: OpenApiDocument, base: string) {
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
        request: prettyJson(Object(content?.example)),
        answers: successExamples(name),
      },
    ];
  });
}

/** The operations for administrators. */
export function otherOperations(document: OpenApiDocument, base: string) {
  return Object.entries(document.paths).flatMap(([path, { get }]) =>
    get
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
