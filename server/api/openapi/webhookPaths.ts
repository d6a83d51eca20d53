import { phrase } from "../../lib/phrase.ts";
import { GONE } from "../../webhooks/deliverer.ts";
import { TIMEOUT_MS } from "../../webhooks/sendMessage.ts";
import { header } from "./headers.ts";
import { json, ref } from "./references.ts";
import { WEBHOOK_EXAMPLE } from "./runExamples.ts";
import type { Parameter, Paths } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Requests that the plugin sends to webhooks. */

const parameter = (name: string, description: string, example: string): Parameter => ({
  ...header(description, example),
  name,
  in: "header",
  required: true,
});

export const WEBHOOK_PATHS: Paths = {
  runEnded: {
    post: {
      operationId: "runEnded",
      summary: phrase("A run has ended"),
      description: withCode(
        phrase(
          "Sent to each enabled webhook when a run is done or was stopped. Answer with a status from %1s to %2s within %3s seconds. Otherwise the message is sent again, over a day and a half. The status %4s disables the webhook.",
        ),
        ...[200, 299, TIMEOUT_MS / 1000, GONE],
      ),
      tags: ["webhooks"],
      security: [],
      parameters: [
        parameter(
          "webhook-id",
          phrase("The message. The same for every attempt."),
          "msg_5b2f9a0c6d1e4f738a9b0c1d2e3f405162738495",
        ),
        parameter(
          "webhook-timestamp",
          withCode(phrase("Time of the attempt, in seconds since %1s."), 1970),
          "1795856402",
        ),
        parameter(
          "webhook-signature",
          withCode(
            phrase("One or more signatures, separated by spaces. Each is %1s and the %2s of %3s in %4s."),
            ...["v1,", "HMAC-SHA256", "ID.TIMESTAMP.BODY", "base64"],
          ),
          "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        ),
      ],
      requestBody: { required: true, content: json(ref("WebhookMessage"), WEBHOOK_EXAMPLE) },
      responses: {
        "204": { description: "The message was received." },
        "410": { description: "The receiver wants no more messages." },
      },
    },
  },
};
