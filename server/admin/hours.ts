import { type AdminPage, get, post } from "./adminPage.ts";
import { ruleEditing } from "./hours/edit.ts";
import { listRules } from "./hours/list.ts";
import { ruleRemoval } from "./hours/remove.ts";
import type { AdminParts } from "./parts.ts";

/** Office hours: when the API may move leads. */
export function hoursPage({ stores: { hours } }: AdminParts): AdminPage {
  const editing = ruleEditing(hours);
  const removal = ruleRemoval(hours);
  return {
    name: "hours",
    label: "Office hours",
    path: "/hours",
    routes: [
      get("", "view", (page) => listRules(hours, page)),
      get("/new", "save", editing.create),
      post("/edit", "preview", editing.again),
      post("/preview", "preview", editing.preview),
      post("/save", "save", editing.save),
      get("/:id", "save", editing.edit),
      get("/:id/remove", "remove", removal.confirm),
      post("/:id/remove", "remove", removal.remove),
    ],
  };
}
