/**
 * The parts of OpenAPI 3.1 that our document uses and the documentation page shows. The types of the package openapi-types
 * allow a reference in every place, are mutable and know no extension of a response, so reading them needs casts.
 */

export type Json = Readonly<Record<string, unknown>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Schemas;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly uniqueItems?: boolean;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** Bodies by media type. */
export type Content = Readonly<
  Record<string, { readonly schema: Schema; readonly example?: unknown } | undefined>
>;

export interface Header {
  readonly description: string;
  readonly schema: Schema;
  readonly example?: string | number | readonly (string | number)[];
}

export type Headers = Readonly<Record<string, Header>>;

export interface Parameter extends Header {
  readonly name: string;
  readonly in: "header" | "path" | "query";
  readonly required?: boolean;
}

export interface Response {
  readonly description: string;
  readonly headers?: Headers;
  readonly content?: Content;
  /** Response formats of keys that can get this answer; absent if every key can. */
  readonly "x-response-formats"?: readonly string[];
}

export type Responses = Readonly<Record<string, Response>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Responses;
}

export interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly get?: Operation;
  readonly post?: Operation;
}

export type Paths = Readonly<Record<string, PathItem>>;

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Paths;
  readonly webhooks: Paths;
  readonly components: { readonly schemas: Schemas; readonly securitySchemes: Json };
}
