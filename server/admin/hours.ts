import { type AdminPage, get } from "./adminPage.ts";
import { show } from "./answer.ts";
import type { AdminParts } from "./parts.ts";

/** Office hours. */
export function hoursPage(_parts: AdminParts): AdminPage {
  return {
    name: "hours",
    label: "Office hours",
    path: "/hours",
    routes: [get("", "view", async () => show("hours/index", "Office hours"))],
  };
}
