import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../lib/packageRoot.ts";
import { phrase } from "../../lib/phrase.ts";

/** A program that calls the API, from docs/examples. */
export interface ClientExample {
  readonly id: string;
  readonly language: string;
  readonly file: string;
  readonly needs: string;
  readonly code: string;
}

const FILES: readonly Omit<ClientExample, "code">[] = [
  { id: "curl", language: "curl", file: "curl.sh", needs: phrase("Needs bash and curl.") },
  {
    id: "python",
    language: "Python",
    file: "dearchive.py",
    needs: phrase("Needs Python 3.8 or later, without other packages."),
  },
  { id: "php", language: "PHP", file: "dearchive.php", needs: phrase("Needs PHP with its curl extension.") },
  { id: "node", language: "Node", file: "dearchive-fetch.mjs", needs: phrase("Needs Node alone.") },
  {
    id: "node-client",
    language: phrase("Node with our client"),
    file: "dearchive.mjs",
    needs: phrase("Needs Node and the package vicidial-dearchive."),
  },
];

/** Reads the example programs, once at the start. */
export function readClientExamples(): readonly ClientExample[] {
  return FILES.map((example) => ({
    ...example,
    code: readFileSync(join(packageRoot, "docs", "examples", example.file), "utf8").trimEnd(),
  }));
}
