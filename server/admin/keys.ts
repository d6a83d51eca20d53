import { type AdminPage, get } from "./adminPage.ts";
import { show } from "./answer.ts";
import type { AdminParts } from "./parts.ts";

/** API keys. */
export function keysPage(_parts: AdminParts): AdminPage {
  return {
    name: "keys",
    label: "API keys",
    path: "/keys",
    routes: [get("", "view", async () => show("keys/index", "API keys"))],
  };
}
