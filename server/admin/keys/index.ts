import { type AdminPage, get, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { createKey, newKey } from "./createKey.ts";
import { editForm, editKey } from "./editKey.ts";
import { listKeys } from "./keyList.ts";
import { revokeForm, revokeKey } from "./revokeKey.ts";
import { rollForm, rollKey } from "./rollKey.ts";

/** API keys. */
export function keysPage(parts: AdminDependencies): AdminPage {
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
