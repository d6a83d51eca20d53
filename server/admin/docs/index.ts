import type { RouterContext } from "@koa/router";
import { openApiDocument } from "../../api/openapi/index.ts";
import type { OpenApiDocument, Operation } from "../../api/openapi/types.ts";
import type { CallState } from "../../http/requestState.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { frameOf, type Visitor } from "../shell/frame.ts";
import type { EndpointDependencies } from "../shell/pageEndpoint.ts";
import { PageError } from "../shell/pageErrors.ts";
import { renderPage } from "../shell/render.ts";
import { signInOrRefuse } from "../shell/signInOrRefuse.ts";
import { baseOf, defaultSite, originOf } from "../shell/site.ts";
import { chosenZone } from "../shell/timeZoneCookie.ts";
import { REFUSALS } from "./documentedRefusals.ts";

function fieldsOf(document: OpenApiDocument, reference: string | undefined) {
  const schema = document.components.schemas[reference?.split("/").at(-1) ?? ""];
  return Object.entries(schema?.properties ?? {}).map(([name, { type = "", description = "" }]) => ({
    name,
    type,
    description,
    isRequired: schema?.required?.includes(name) ?? false,
  }));
}

/** Answers that only keys with an older response format get are left to the document for programs. */
function responsesOf(operation: Operation) {
  return Object.entries(operation.responses).flatMap(([status, response]) => {
    if (response["x-response-formats"]?.includes("current") === false) return [];
    const example = response.content?.["application/json"]?.example;
    const text = example === undefined ? "" : JSON.stringify(example);
    return [{ status, description: response.description, example: text }];
  });
}

function operationsOf(document: OpenApiDocument, base: string) {
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const operation = item.post ?? item.get;
    // The customer's own path differs in nothing but the customer, and nobody should begin with an older one.
    if (!operation || operation.deprecated || path.endsWith("{customer}")) return [];
    return [
      {
        id: operation.operationId,
        method: item.post ? "POST" : "GET",
        path: base + path,
        summary: operation.summary,
        description: operation.description ?? "",
        headers: operation.parameters ?? [],
        fields: fieldsOf(document, operation.requestBody?.content["application/json"]?.schema.$ref),
        responses: responsesOf(operation),
      },
    ];
  });
}

function documentOf(
  ctx: RouterContext<CallState>,
  { manifest, bodyLimitBytes }: AdminDependencies,
): OpenApiDocument {
  return openApiDocument({ version: manifest.version, base: baseOf(ctx), bodyLimitBytes });
}

/** The document itself, for programs. */
export function openApiPage(parts: AdminDependencies) {
  return (ctx: RouterContext<CallState>): void => {
    ctx.body = documentOf(ctx, parts);
  };
}

/** Everybody may read; whoever is signed in keeps the way back to the other pages. */
async function visitorOf(ctx: RouterContext<CallState>, parts: AdminDependencies): Promise<Visitor> {
  const site = defaultSite(ctx, parts);
  const stranger = { site, user: null, zone: chosenZone(ctx), now: parts.clock(), notice: null };
  if (ctx.get("Authorization") === "") return stranger;
  try {
    return { ...stranger, user: await signInOrRefuse(ctx, parts, site.customer) };
  } catch (error) {
    if (error instanceof PageError) return stranger;
    throw error;
  }
}

/** A readable page made from the document, on which a person with a key can try a call. */
export function docsPage({ parts, sections }: EndpointDependencies) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const base = baseOf(ctx);
    const document = documentOf(ctx, parts);
    const outcomes = document.components.schemas["LeadResult"]?.properties?.["outcome"]?.enum ?? [];
    const operations = operationsOf(document, base);
    const endpoint = `${originOf(ctx)}${base}/leads/dearchive`;
    const page = { name: "docs", title: "Documentation", scripts: ["try.js"] };
    const frame = await frameOf(parts, sections, await visitorOf(ctx, parts), page);
    await renderPage(ctx, "docs/index", { operations, outcomes, endpoint, refusals: REFUSALS }, frame);
  };
}
