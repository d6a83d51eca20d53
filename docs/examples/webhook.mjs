#!/usr/bin/env node
// Receives webhooks with nothing but Node (20 or later), behind a web server that speaks HTTPS.
//
//   DEARCHIVE_WEBHOOK_SECRET=whsec_... PORT=8080 node webhook.mjs

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const TOLERANCE = 300; // seconds that a message may be old: a recorded one cannot be sent again later
const LARGEST = 100_000; // bytes of a body; messages have less than 2,000
const key = Buffer.from((process.env.DEARCHIVE_WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");
if (key.length < 24) throw new Error("set DEARCHIVE_WEBHOOK_SECRET to the secret that starts with whsec_");

/** Tests whether a message comes from the server. `body` is the text as received, not parsed and written again. */
function isSigned(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers;
  if (!id || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE)) return false;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function readBody(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > LARGEST) throw new Error("the body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

createServer(async (request, response) => {
  const body = await readBody(request).catch(() => "");
  if (!isSigned(request.headers, body)) return response.writeHead(400).end();
  // A message may arrive twice: do nothing for a webhook-id that you have seen before.
  const { type, data } = JSON.parse(body);
  process.stdout.write(`${type}: run ${data.id}, ${data.leads.moved} of ${data.leads.total} leads moved\n`);
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
