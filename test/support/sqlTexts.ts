/** Finds the SQL in a TypeScript source without running it. */

const STARTS_REGEX = /(?:[(,=:[!&|?{};+\n]|\breturn|=>)\s*$/;
const SQL =
  /\b(SELECT|INSERT INTO|UPDATE|DELETE|WHERE|JOIN|AND|OR|SET|VALUES|ORDER BY|INTERVAL|AS|IS|IN|SHOW)\b/;

/** Returns the end of the string or regular expression that begins at `start`. */
function endOfQuoted(source: string, start: number): number {
  const quote = source[start];
  let inClass = false;
  for (let at = start + 1; at < source.length; at += 1) {
    const letter = source[at];
    if (letter === "\\") at += 1;
    else if (quote === "/" && letter === "[") inClass = true;
    else if (quote === "/" && letter === "]") inClass = false;
    else if (letter === quote && !inClass) return at;
  }
  return source.length;
}

interface Scan {
  readonly texts: string[];
  readonly end: number;
}

/** Reads a template literal from its backtick. Replaces each `${…}` with a question mark and also returns the texts inside it. */
function scanTemplate(source: string, start: number): Scan {
  const texts: string[] = [];
  let text = "";
  let at = start + 1;
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      const inner = scan(source, at + 2, "}");
      texts.push(...inner.texts);
      text += " ? ";
      at = inner.end + 1;
    } else {
      const length = source[at] === "\\" ? 2 : 1;
      text += source.slice(at + length - 1, at + length);
      at += length;
    }
  }
  return { texts: [text, ...texts], end: at };
}

/** Reads code up to `closing`, or to the end of the source. */
function scan(source: string, start: number, closing?: string): Scan {
  const texts: string[] = [];
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const letter = source[at] ?? "";
    if (letter === closing && depth === 0) return { texts, end: at };
    if (letter === "{") depth += 1;
    if (letter === "}") depth -= 1;
    if (source.startsWith("//", at)) at = source.indexOf("\n", at);
    else if (source.startsWith("/*", at)) at = source.indexOf("*/", at) + 1;
    else if (letter === "`") {
      const template = scanTemplate(source, at);
      texts.push(...template.texts);
      at = template.end;
    } else if (letter === '"' || letter === "'") {
      const end = endOfQuoted(source, at);
      texts.push(source.slice(at + 1, end));
      at = end;
    } else if (letter === "/" && STARTS_REGEX.test(source.slice(Math.max(0, at - 20), at))) {
      at = endOfQuoted(source, at);
    }
  }
  return { texts, end: source.length };
}

/** Returns the string literals of a source that contain SQL. */
export function sqlTextsIn(source: string): readonly string[] {
  return scan(source, 0).texts.filter((text) => SQL.test(text));
}

/** Returns a statement's unquoted words, without values, qualified names and function names. */
export function bareWordsOf(sql: string): readonly string[] {
  const bare = sql.replaceAll(/'[^']*'|`[^`]*`|@@?[\w.]+|--.*$/gm, " ? ");
  const words = bare.matchAll(/(\.\s*)?\b([A-Za-z_]\w*)\b(\s*\()?/g);
  return [...words].flatMap(([, period, word = "", call]) => (period || call ? [] : [word.toUpperCase()]));
}
