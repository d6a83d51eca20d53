import { randomUUID } from "node:crypto";

/** A piece of a body that is JSON text already. */
class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Marks a text as JSON to be written as it stands: a number beyond 2^53 comes back as it was sent. A long list is best one text. */
export function rawJson(text: string): unknown {
  return new RawJson(text);
}

/** Like JSON.stringify, but pieces marked by `rawJson` are written as they stand. */
export function stringifyBody(body: unknown): string {
  const mark = randomUUID();
  const pieces: string[] = [];
  const text = JSON.stringify(body, (_key, value: unknown) =>
    value instanceof RawJson ? `${mark}${pieces.push(value.text) - 1}` : value,
  );
  return text.replace(
    new RegExp(`"${mark}(\\d+)"`, "g"),
    (_match, index: string) => pieces[Number(index)] ?? "null",
  );
}
