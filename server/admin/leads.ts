import { type AdminPage, get, post, postFile } from "./adminPage.ts";
import { showFind } from "./leads/find.ts";
import { runOfList, runOfSearch } from "./leads/makeRun.ts";

/** Finding archived leads, and making runs of them. */
export function leadsPage(): AdminPage {
  return {
    name: "leads",
    label: "Find leads",
    path: "/leads",
    routes: [
      get("", "view", (page) => showFind(page)),
      post("/search", "make", runOfSearch),
      postFile("/list", "make", runOfList),
    ],
  };
}
