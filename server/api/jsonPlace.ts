import { findJsonStop, type JsonStop, TooDeep } from "./jsonStop.ts";

/** Describes where a JSON text goes wrong, in the contract's form. */

/** A control character as JSON escapes it: the answer stays on one line. */
function printable(character: string): string {
  return character < " " ? JSON.stringify(character).slice(1, -1) : character;
}

function pathText(segments: readonly (string | number)[]): string {
  return segments
    .map((segment) =>
      typeof segment === "number" ? `[${segment}]` : `.${[...segment].map(printable).join("")}`,
    )
    .join("")
    .replace(/^\./, "");
}

function describe(text: string, { offset, reading, path }: JsonStop): string {
  const beginning = text.slice(0, offset);
  const line = 1 + (beginning.match(/\r\n|\n|\r/g)?.length ?? 0);
  const position = offset - 1 - Math.max(beginning.lastIndexOf("\n"), beginning.lastIndexOf("\r"));
  const character = printable(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  const what =
    offset >= text.length
      ? `Unexpected end encountered while parsing ${reading}.`
      : `Unexpected character encountered while parsing ${reading}: ${character}.`;
  return `${what} Path '${pathText(path)}', line ${line}, position ${position}.`;
}

/**
 * Describes where a text that is not JSON goes wrong: what was wrong, the path of the value being read, the line (from 1)
 * and the position (characters before the bad one in its line). Only for texts that JSON.parse refused.
 */
export function describeMalformedJson(text: string): string {
  try {
    const stop = findJsonStop(text);
    return stop ? describe(text, stop) : "The text is not JSON.";
  } catch (error) {
    if (error instanceof TooDeep) return "The text is nested too deeply.";
    throw error;
  }
}
