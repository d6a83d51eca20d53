import { type AdminPage, get, post } from "./adminPage.ts";
import { createKey, newKey } from "./keys/create.ts";
import { editForm, editKey } from "./keys/edit.ts";
import { listKeys } from "./keys/list.ts";
import { revokeForm, revokeKey } from "./keys/revoke.ts";
import { rollForm, rollKey } from "./keys/roll.ts";
import type { AdminParts } from "./parts.ts";

/** API keys. */
export function keysPage(parts: AdminParts): AdminPage {
  return {
    name: "keys",
    label: "API keys",
    path: "/keys",
    routes: [
      get("", "view", listKeys(parts)),
      get("/new", "create", newKey),
      post("/new", "create", createKey),
      get("/:id", "edit", editForm(parts)),
      post("/:id", "edit", editKey(parts)),
      get("/:id/roll", "roll", rollForm(parts)),
      post("/:id/roll", "roll", rollKey(parts)),
      get("/:id/revoke", "revoke", revokeForm(parts)),
      post("/:id/revoke", "revoke", revokeKey),
    ],
  };
}
