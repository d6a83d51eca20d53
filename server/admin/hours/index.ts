import { phrase } from "../../lib/phrase.ts";
import { type AdminPage, get, type Page, post } from "../shell/adminPage.ts";
import { ruleEditing } from "./editRule.ts";
import { ruleRemoval } from "./removeRule.ts";
import { listRules } from "./ruleList.ts";

/** The office hours pages. */
export function hoursPage(): AdminPage {
  const editing = ({ hours }: Page) => ruleEditing(hours);
  const removal = ({ hours }: Page) => ruleRemoval(hours);
  return {
    name: "hours",
    label: phrase("Office hours"),
    path: "/hours",
    routes: [
      get("", "view", (page) => listRules(page.hours, page)),
      get("/new", "save", (page) => editing(page).create(page)),
      post("/edit", "preview", (page) => editing(page).again(page)),
      post("/preview", "preview", (page) => editing(page).preview(page)),
      post("/save", "save", (page) => editing(page).save(page)),
      get("/:id", "save", (page) => editing(page).edit(page)),
      get("/:id/remove", "remove", (page) => removal(page).confirm(page)),
      post("/:id/remove", "remove", (page) => removal(page).remove(page)),
    ],
  };
}
