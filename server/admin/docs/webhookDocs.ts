import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenApiDocument } from "../../api/openapi/types.ts";
import { packageRoot } from "../../lib/packageRoot.ts";
import { prettyJson } from "./prettyJson.ts";

/** Programs that receive webhooks, from docs/examples. */
const RECEIVERS = [
  { id: "webhook-node", language: "Node", file: "webhook.mjs" },
  { id: "webhook-python", language: "Python", file: "webhook.py" },
  { id: "webhook-php", language: "PHP", file: "webhook.php" },
] as const;

const receivers = RECEIVERS.map((receiver) => ({
  ...receiver,
  code: readFileSync(join(packageRoot, "docs", "examples", receiver.file), "utf8").trimEnd(),
}));

/** What the documentation shows of webhooks: headers, an example of a message, and programs that check the signature. */
export function webhookDocs({ webhooks }: OpenApiDocument) {
  const operation = webhooks["runEnded"]?.post;
  return {
    description: operation?.description ?? "",
    headers: operation?.parameters ?? [],
    message: prettyJson(Object(operation?.requestBody?.content["application/json"]?.example)),
    receivers,
  };
}
