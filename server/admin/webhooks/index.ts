import { phrase } from "../../lib/phrase.ts";
import { type AdminPage, get, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { sendAgain, switchWebhook, testWebhook } from "./webhookActions.ts";
import { createWebhook, listWebhooks, newWebhook } from "./webhookList.ts";
import { editWebhook, showWebhookPage } from "./webhookPage.ts";
import { deleteWebhook, rotateSecret } from "./webhookSecret.ts";

/** Webhooks: addresses that get a message when a run ends, and the delivery of each message. */
export function webhooksPage({ webhookAddresses }: Pick<AdminDependencies, "webhookAddresses">): AdminPage {
  return {
    name: "webhooks",
    label: phrase("Webhooks"),
    path: "/webhooks",
    routes: [
      get("", "view", listWebhooks),
      get("/new", "create", newWebhook),
      post("/new", "create", createWebhook(webhookAddresses)),
      get("/:id", "view", showWebhookPage),
      post("/:id", "edit", editWebhook(webhookAddresses)),
      post("/:id/test", "test", testWebhook),
      post("/:id/enable", "switch", switchWebhook(true)),
      post("/:id/disable", "switch", switchWebhook(false)),
      post("/:id/rotate", "rotate", rotateSecret),
      post("/:id/delete", "delete", deleteWebhook),
      post("/:id/deliveries/:delivery/again", "resend", sendAgain),
    ],
  };
}
