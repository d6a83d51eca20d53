import type { Schema, Schemas } from "./types.ts";

/** Parts of the schemas of runs. */

export const integer = (description: string): Schema => ({ type: "integer", minimum: 0, description });
export const text = (description: string): Schema => ({ type: "string", description });
/** A value that may also be null. */
export function orNull({ description, ...schema }: Schema): Schema {
  return { anyOf: [schema, { type: "null" }], ...(description !== undefined && { description }) };
}

export const textOrNull = (description: string): Schema => orNull(text(description));
/** An instant in ISO 8601, or null. */
export const time = textOrNull;
export const flag = (description: string): Schema => ({ type: "boolean", description });
export const day = (description: string): Schema => ({ type: "string", description });

/** An object whose properties are all required. */
export function whole(properties: Schemas, description?: string): Schema {
  return {
    type: "object",
    ...(description !== undefined && { description }),
    required: Object.keys(properties),
    properties,
    additionalProperties: false,
  };
}
