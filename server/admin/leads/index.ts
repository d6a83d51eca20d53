import { phrase } from "../../lib/phrase.ts";
import { type AdminPage, get, post, postFile, show } from "../shell/adminPage.ts";
import { showFind } from "./findLeads.ts";
import { foundFile } from "./foundFile.ts";
import { intakePage, refusedLines, runOfList } from "./intakePages.ts";
import { runOfSearch } from "./makeRun.ts";
import { receiveList } from "./receiveList.ts";

/** Pages that find archived leads and create runs from them. */
export function leadsPage(): AdminPage {
  return {
    name: "leads",
    label: phrase("Find leads"),
    path: "/leads",
    routes: [
      show("", "view", (page) => showFind(page)),
      get("/found.csv", "export", foundFile),
      post("/search", "make", runOfSearch),
      postFile("/list", "make", receiveList),
      get("/list/:id", "make", intakePage),
      get("/list/:id/refused.csv", "make", refusedLines),
      post("/list/:id", "make", runOfList),
    ],
  };
}
