import { phrase } from "../../lib/phrase.ts";
import { type AdminPage, get, post } from "../shell/adminPage.ts";
import { createPlan, duplicatePlan, editPlan, editPlanForm, newPlan } from "./editPlan.ts";
import { pausePlan, previewPlan, removePlan, resumePlan, runPlanNow } from "./planActions.ts";
import { listPlans } from "./planList.ts";
import { showPlan } from "./planPage.ts";

/** Plans: saved searches whose leads are moved at set times. */
export function plansPage(): AdminPage {
  return {
    name: "plans",
    label: phrase("Plans"),
    path: "/plans",
    routes: [
      get("", "view", listPlans),
      get("/new", "create", newPlan),
      post("/new", "create", createPlan),
      get("/:id", "view", (page) => showPlan(page)),
      get("/:id/edit", "edit", editPlanForm),
      post("/:id/edit", "edit", editPlan),
      get("/:id/duplicate", "create", duplicatePlan),
      post("/:id/pause", "pause", pausePlan),
      post("/:id/resume", "resume", resumePlan),
      post("/:id/run", "run", runPlanNow),
      post("/:id/preview", "preview", previewPlan),
      post("/:id/delete", "delete", removePlan),
    ],
  };
}
