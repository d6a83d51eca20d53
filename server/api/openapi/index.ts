import { movePaths } from "./movePaths.ts";
import { json, ref } from "./references.ts";
import { UNAUTHENTICATED } from "./refusals.ts";
import { SCHEMAS } from "./schemas.ts";
import type { OpenApiDocument, PathItem, Paths, Response } from "./types.ts";

/** The API's description in OpenAPI 3.1. Tests hold it against real answers. */

function healthPath(id: string, summary: string, canFail: boolean): PathItem {
  const answer = (description: string): Response => ({ description, content: json(ref("Health")) });
  return {
    get: {
      operationId: id,
      summary,
      tags: ["operations"],
      security: [],
      responses: {
        "200": answer("Yes."),
        ...(canFail && { "503": answer("The database with the keys does not answer.") }),
      },
    },
  };
}

const OPERATIONS: Paths = {
  "/dearchive/openapi.json": {
    get: {
      operationId: "describe",
      summary: "This description",
      tags: ["operations"],
      security: [],
      responses: { "200": { description: "OpenAPI 3.1.", content: json({ type: "object" }) } },
    },
  },
  "/dearchive/health": healthPath("health", "Whether calls can be served", true),
  "/dearchive/health/ready": healthPath("ready", "Whether calls can be served", true),
  "/dearchive/health/live": healthPath("live", "Whether the process answers", false),
  "/dearchive/metrics": {
    get: {
      operationId: "metrics",
      summary: "Figures for Prometheus; from this very machine and not through a proxy, or with a key",
      tags: ["operations"],
      security: [{}, { apiKey: [] }],
      responses: {
        "200": { description: "Figures.", content: { "text/plain": { schema: { type: "string" } } } },
        "401": UNAUTHENTICATED,
      },
    },
  },
};

/** What the document says of this very server. */
export interface Described {
  readonly version: string;
  /** Where /vicidial stands, with the host's prefix if there is one. */
  readonly base: string;
  readonly bodyLimitBytes: number;
}

/** The whole document. */
export function openApiDocument({ version, base, bodyLimitBytes }: Described): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Vicidial Dearchive",
      version,
      description:
        "Moves leads between vicidial_list_archive and vicidial_list without ever losing one. A key may be set to be answered in an older generation's words on every path.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: base }],
    tags: [
      { name: "leads", description: "Moving leads" },
      { name: "operations", description: "For those who run the plugin" },
    ],
    paths: { ...movePaths(bodyLimitBytes), ...OPERATIONS },
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "`Key=YOUR_API_KEY`, or `Bearer YOUR_API_KEY`.",
        },
      },
    },
  };
}
