import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./packageRoot.ts";

/** Folders with texts of pages: the templates and the server, which is compiled in an installation. */
const FOLDERS = [join(packageRoot, "views"), join(import.meta.dirname, "..")];
const SOURCE = /(?<!\.d)\.(ejs|js|ts)$/;
/** The first argument of `t`, `rich`, `phrase` or `translate`. */
const TEXT = /\b(?:t|rich|phrase|translate)\(\s*("(?:[^"\\\n]|\\.)*")/g;

/** Returns the texts that a source marks for translation, without those that have only values. */
function textsIn(source: string): readonly string[] {
  return [...source.matchAll(TEXT)]
    .map(([, literal = '""']) => JSON.parse(literal) as string)
    .filter((text) => /\p{L}/u.test(text.replace(/%\ds/g, "")));
}

function readTexts(): ReadonlySet<string> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => SOURCE.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8")),
  );
  const byKey = new Map(
    files
      .flatMap(textsIn)
      .toSorted()
      .map((text) => [text.toLowerCase(), text]),
  );
  return new Set(byKey.values());
}

let known: ReadonlySet<string> | undefined;

/** Returns every English text of the pages that can be translated. Vicidial has one phrase for texts that differ only in case. */
export function pageTexts(): ReadonlySet<string> {
  known ??= readTexts();
  return known;
}
