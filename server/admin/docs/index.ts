import type { RouterContext } from "@koa/router";
import { openApiDocument } from "../../api/openapi/index.ts";
import type { OpenApiDocument, Operation } from "../../api/openapi/types.ts";
import type { CallState } from "../../http/requestState.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { frameOf, type Visitor } from "../shell/frame.ts";
import type { PageEnvironment } from "../shell/pageEndpoint.ts";
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

/** Leaves out responses that only keys with an older response format receive. */
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
    // Skip the per-customer path, which differs only in the customer, and deprecated paths.
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

/** Serves the OpenAPI document. */
export function openApiPage(dependencies: AdminDependencies) {
  return (ctx: RouterContext<CallState>): void => {
    ctx.body = documentOf(ctx, dependencies);
  };
}

/** Signs the visitor in if possible. The page is public; signed-in users keep their navigation. */
async function visitorOf(ctx: RouterContext<CallState>, dependencies: AdminDependencies): Promise<Visitor> {
  const site = defaultSite(ctx, dependencies);
  const stranger = { site, user: null, zone: chosenZone(ctx), now: dependencies.clock(), notice: null };
  if (ctx.get("Authorization") === "") return stranger;
  try {
    return { ...stranger, user: await signInOrRefuse(ctx, dependencies, site.customer) };
  } catch (error) {
    if (error instanceof PageError) return stranger;
    throw error;
  }
}

/** Renders the OpenAPI document for people, with a form that sends a request. */
export function docsPage({ dependencies, sections }: PageEnvironment) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const base = baseOf(ctx);
    const document = documentOf(ctx, dependencies);
    const outcomes = document.components.schemas["LeadResult"]?.properties?.["outcome"]?.enum ?? [];
    const operations = operationsOf(document, base);
    const endpoint = `${originOf(ctx, dependencies.trustedProxies)}${base}/leads/dearchive`;
    const page = { name: "docs", title: "Documentation", scripts: ["try.js"] };
    const frame = await frameOf(dependencies, sections, await visitorOf(ctx, dependencies), page);
    await renderPage(ctx, "docs/index", { operations, outcomes, endpoint, refusals: REFUSALS }, frame);
  };
}
