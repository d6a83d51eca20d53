import { phrase } from "../../lib/phrase.ts";

/** A request that the documentation shows in several languages. */
export interface DocumentedRequest {
  readonly method: "GET" | "POST";
  /** Scheme, host and path. */
  readonly url: string;
  /** JSON text of the body. */
  readonly body?: string;
}

/** The code of a request in one language. */
export interface Snippet {
  /** Names the language. The style sheet shows the chosen one. */
  readonly id: string;
  readonly language: string;
  readonly code: string;
}

const KEY = "Authorization: Key=YOUR_API_KEY";
const JSON_TYPE = "Content-Type: application/json";

/** The lines that only a request with a body needs. */
function ifBody(body: string | undefined, ...lines: readonly string[]): readonly string[] {
  return body === undefined ? [] : lines;
}

function curl({ url, body }: DocumentedRequest): string {
  return [`curl ${url}`, `  -H '${KEY}'`, ...ifBody(body, `  -H '${JSON_TYPE}'`, `  -d '${body}'`)].join(
    " \\\n",
  );
}

function python({ url, body }: DocumentedRequest): string {
  const type = body === undefined ? "" : ', "Content-Type": "application/json"';
  return [
    "import json, urllib.request",
    "",
    "request = urllib.request.Request(",
    `    "${url}",`,
    `    headers={"Authorization": "Key=YOUR_API_KEY"${type}},`,
    ...ifBody(body, `    data=b"""${body}""",`),
    ")",
    "with urllib.request.urlopen(request) as response:",
    "    print(json.load(response))",
  ].join("\n");
}

function php({ url, body }: DocumentedRequest): string {
  const headers = [KEY, ...ifBody(body, JSON_TYPE)].map((header) => `"${header}"`).join(", ");
  return [
    "<?php",
    `$curl = curl_init("${url}");`,
    "curl_setopt_array($curl, [",
    `    CURLOPT_HTTPHEADER => [${headers}],`,
    ...ifBody(body, `    CURLOPT_POSTFIELDS => '${body}',`),
    "    CURLOPT_RETURNTRANSFER => true,",
    "]);",
    "echo curl_exec($curl);",
  ].join("\n");
}

function node({ url, body }: DocumentedRequest): string {
  const type = body === undefined ? "" : ', "Content-Type": "application/json"';
  return [
    `const response = await fetch("${url}", {`,
    ...ifBody(body, '  method: "POST",'),
    `  headers: { Authorization: "Key=YOUR_API_KEY"${type} },`,
    ...ifBody(body, `  body: JSON.stringify(${body}),`),
    "});",
    "const answer = await response.json();",
  ].join("\n");
}

/** Returns the code that sends a request, in each language. The body must hold no quotes but those of JSON. */
export function requestSnippets(request: DocumentedRequest): readonly Snippet[] {
  return [
    { id: "curl", language: phrase("curl"), code: curl(request) },
    { id: "python", language: phrase("Python"), code: python(request) },
    { id: "php", language: phrase("PHP"), code: php(request) },
    { id: "node", language: phrase("Node"), code: node(request) },
  ];
}
