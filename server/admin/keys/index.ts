import { phrase } from "../../lib/phrase.ts";
import { type AdminPage, get, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { createKey, newKey } from "./createKey.ts";
import { editForm, editKey } from "./editKey.ts";
import { listKeys } from "./keyList.ts";
import { listRequests } from "./requests/requestList.ts";
import { revokeForm, revokeKey } from "./revokeKey.ts";
import { rollForm, rollKey } from "./rollKey.ts";

/** The API keys pages. */
export function keysPage(dependencies: AdminDependencies): AdminPage {
  return {
    name: "keys",
    label: phrase("API keys"),
    path: "/keys",
    routes: [
      get("", "view", listKeys(dependencies)),
      get("/new", "create", newKey),
      post("/new", "create", createKey),
      get("/requests", "view", listRequests(dependencies)),
      get("/:id", "edit", editForm(dependencies)),
      post("/:id", "edit", editKey(dependencies)),
      get("/:id/roll", "roll", rollForm(dependencies)),
      post("/:id/roll", "roll", rollKey(dependencies)),
      get("/:id/revoke", "revoke", revokeForm(dependencies)),
      post("/:id/revoke", "revoke", revokeKey),
    ],
  };
}
