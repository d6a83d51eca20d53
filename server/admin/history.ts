import { type AdminPage, get } from "./adminPage.ts";
import { show } from "./answer.ts";
import type { AdminParts } from "./parts.ts";

/** History. */
export function historyPage(_parts: AdminParts): AdminPage {
  return {
    name: "history",
    label: "History",
    path: "/history",
    routes: [get("", "view", async () => show("history/index", "History"))],
  };
}
