import { beginsNumber, readScalar, type Scalar, skipBlanks } from "./jsonScalars.ts";

/** What JSON allows next. */
type Expected = "value" | "first item" | "first name" | "name" | "colon" | "next" | "end";

/** Where a text stops being the beginning of a JSON text. */
export interface JsonStop {
  /** Offset of the first character that no JSON text has there; the text's length where the end comes too early. */
  readonly offset: number;
  readonly reading: "property name" | "string" | "number" | "value";
  /** Path of the value being read; inside a property name, that of the object around it. */
  readonly path: readonly (string | number)[];
}

/** Deeper texts are not followed: their path would be no help to anybody, and longer than the text. */
const MAX_DEPTH = 1000;

/** The text is nested too deeply. */
export class TooDeep extends Error {}

/**
 * Finds the first character that JSON does not allow where it stands. Reads every character once, and descends into
 * nothing.
 *
 * @throws TooDeep
 */
export function findJsonStop(text: string): JsonStop | undefined {
  // A segment for every open array (the index) and object (the name of the member, once it is read).
  const path: (string | number)[] = [];
  let expected: Expected = "value";
  /** End of the last number: a wrong character right behind it belongs to the number. */
  let numberEnd = -1;
  let at = skipBlanks(text, 0);

  const wantsValue = () => expected === "value" || expected === "first item";
  const afterValue = (): Expected => (path.length > 0 ? "next" : "end");
  const isAtName = () => ["first name", "name", "colon"].includes(expected);
  function stopAt(offset: number, reading: JsonStop["reading"]): JsonStop {
    if (isAtName()) return { offset, reading: "property name", path: path.slice(0, -1) };
    return { offset, reading, path };
  }

  function open(character: string): void {
    if (path.length === MAX_DEPTH) throw new TooDeep();
    path.push(character === "[" ? 0 : "");
    expected = character === "[" ? "first item" : "first name";
  }

  /** Whether the character may close what is open, and closes it. */
  function closes(character: string): boolean {
    const isArray = typeof path.at(-1) === "number";
    const mayClose = expected === "next" || expected === (isArray ? "first item" : "first name");
    if (path.length === 0 || !mayClose || character !== (isArray ? "]" : "}")) return false;
    path.pop();
    expected = afterValue();
    return true;
  }

  function goOn(): void {
    const segment = path.at(-1);
    if (typeof segment === "number") path[path.length - 1] = segment + 1;
    expected = typeof segment === "number" ? "value" : "name";
  }

  function takeName(name: Scalar): void {
    path[path.length - 1] = JSON.parse(text.slice(at, name.end));
    expected = "colon";
  }

  /** Takes one of `{}[],:` where it may stand. */
  function takesSign(character: string): boolean {
    if (closes(character)) return true;
    if (wantsValue() && (character === "[" || character === "{")) open(character);
    else if (expected === "next" && character === ",") goOn();
    else if (expected === "colon" && character === ":") expected = "value";
    else return false;
    return true;
  }

  while (at < text.length) {
    const character = text.charAt(at);
    let end = at + 1;
    if (!takesSign(character)) {
      const mayBegin = wantsValue() || (expected !== "colon" && isAtName() && character === '"');
      if (!mayBegin) return stopAt(at, at === numberEnd ? "number" : "value");
      const scalar = readScalar(text, at);
      const kind = character === '"' ? "string" : beginsNumber(character) ? "number" : "value";
      if (!scalar.isWhole) return stopAt(scalar.end, kind);
      if (isAtName()) takeName(scalar);
      else expected = afterValue();
      end = scalar.end;
      if (kind === "number") numberEnd = end;
    }
    at = skipBlanks(text, end);
  }
  if (expected === "end") return undefined;
  return stopAt(text.length, numberEnd === text.length ? "number" : "value");
}
