import { phrase } from "../../lib/phrase.ts";
import { runBodyLimit } from "../runs/runCaller.ts";
import { LOOKUP_PATHS } from "./lookupPaths.ts";
import { movePaths } from "./movePaths.ts";
import { json, ref } from "./references.ts";
import { UNAUTHENTICATED } from "./refusals.ts";
import { runPaths } from "./runPaths.ts";
import { SCHEMAS } from "./schemas.ts";
import type { OpenApiDocument, PathItem, Paths, Response } from "./types.ts";
import { WEBHOOK_PATHS } from "./webhookPaths.ts";

/** The API's description in OpenAPI 3.1. Tests validate real answers with it. */

function healthPath(id: string, summary: string, canFail: boolean): PathItem {
  const answer = (description: string): Response => ({ description, content: json(ref("Health")) });
  return {
    get: {
      operationId: id,
      summary,
      tags: ["operations"],
      security: [],
      responses: {
        "200": answer(phrase("Yes.")),
        ...(canFail && { "503": answer(phrase("The database with the keys does not answer.")) }),
      },
    },
  };
}

const OPERATIONS: Paths = {
  "/dearchive/openapi.json": {
    get: {
      operationId: "describe",
      summary: phrase("This description"),
      tags: ["operations"],
      security: [],
      responses: { "200": { description: "OpenAPI 3.1.", content: json({ type: "object" }) } },
    },
  },
  "/dearchive/health": healthPath("health", phrase("Whether requests can be served"), true),
  "/dearchive/health/ready": healthPath("ready", phrase("Whether requests can be served"), true),
  "/dearchive/health/live": healthPath("live", phrase("Whether the process answers"), false),
  "/dearchive/metrics": {
    get: {
      operationId: "metrics",
      summary: phrase("Metrics for Prometheus. From the server itself without a proxy, or with a key"),
      tags: ["operations"],
      security: [{}, { apiKey: [] }],
      responses: {
        "200": { description: phrase("Metrics."), content: { "text/plain": { schema: { type: "string" } } } },
        "401": UNAUTHENTICATED,
      },
    },
  },
};

/** Facts about this server. */
export interface Described {
  readonly version: string;
  /** Path of /vicidial, with the host app's prefix if it has one. */
  readonly base: string;
  readonly bodyLimitBytes: number;
}

/** Returns the document. */
export function openApiDocument({ version, base, bodyLimitBytes }: Described): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Vicidial Dearchive",
      version,
      description:
        "Moves leads between vicidial_list_archive and vicidial_list without ever losing one. A key can be set to an older response format, which then applies to every path.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: base }],
    tags: [
      { name: "leads", description: "Moving leads" },
      { name: "look-ups", description: "Looking up leads, and restoring them by phone number" },
      { name: "runs", description: "Moving many leads in the background" },
      { name: "webhooks", description: "Messages about runs" },
      { name: "operations", description: "For administrators" },
    ],
    paths: {
      ...movePaths(bodyLimitBytes),
      ...LOOKUP_PATHS,
      ...runPaths(runBodyLimit(bodyLimitBytes)),
      ...OPERATIONS,
    },
    webhooks: WEBHOOK_PATHS,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "`Key=YOUR_API_KEY`, or `Bearer YOUR_API_KEY`.",
        },
        apiKeyInUrl: {
          type: "apiKey",
          in: "query",
          name: "key",
          description: "Only for a key whose only scope is `restore_by_phone`.",
        },
      },
    },
  };
}
