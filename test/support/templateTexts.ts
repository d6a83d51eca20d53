import { readSource, sourceFiles } from "./imports.ts";

/** Words that are the same in every language. */
const NAMES = /\b(VICIDIAL|Vicidial)\b/g;
const ATTRIBUTES = /\b(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"/g;
/** Attributes that a template writes apart from their tag. */
const LOOSE = /\b(?:id|name|required|aria-\w+)\b(?:="[^"]*")?/g;
/** A text that a template hands to a partial without `t`. */
const LITERALS = /\b(?:label|hint|title|text|question|button|never)\s*:\s*["`][^"`]+["`]/g;

/** Returns the English words of a template that cannot be translated, because they are not inside `t`. */
function untranslated(template: string): readonly string[] {
  const literals = (template.match(/<%[^#][\s\S]*?%>/g) ?? []).flatMap((code) => code.match(LITERALS) ?? []);
  const markup = template.replace(/<%[\s\S]*?%>/g, "¤").replace("<!doctype html>", "");
  const attributes = [...markup.matchAll(ATTRIBUTES)].map(([, value = ""]) => value);
  const texts = markup
    .replace(/<(code|svg)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, "\n")
    .replace(LOOSE, "")
    .split("\n");
  return [...literals, ...attributes, ...texts]
    .map((text) => text.replace(NAMES, "").replace(/&\w+;/g, "").trim())
    .filter((text) => /[A-Za-z]{2}/.test(text));
}

/** Returns the templates that have untranslated words, with these words. */
export function untranslatedTemplates(): ReadonlyMap<string, readonly string[]> {
  const found = sourceFiles("views", ".ejs").map((file) => [file, untranslated(readSource(file))] as const);
  return new Map(found.filter(([, texts]) => texts.length > 0));
}
