import type { DirectionName } from "../../leads/tables/direction.ts";
import { type NetCounts, undoneLevel } from "../../runs/leadCounts.ts";
import type { Run } from "../../runs/run.ts";
import { showCount } from "../history/batchView.ts";
import { stateLabel } from "./runLabels.ts";

const MOVED: Readonly<Record<DirectionName, string>> = { dearchive: "restored", archive: "archived" };
const BACK_IN: Readonly<Record<DirectionName, string>> = {
  dearchive: "back to the archive",
  archive: "back to the live table",
};

/** Says that a run or batch was undone, and how much of it; null if nothing was. */
export function undoneBanner(what: "run" | "batch", net: NetCounts, direction: DirectionName) {
  const level = undoneLevel(net);
  if (level === "none") return null;
  const [undone, all] = [showCount(net.undone), showCount(net.undone + net.moved)];
  const isWhole = level === "whole";
  return {
    title: isWhole ? `This ${what} was undone.` : `This ${what} was partly undone.`,
    text: isWhole
      ? `All ${all} ${MOVED[direction]} leads were moved ${BACK_IN[direction]}.`
      : `${undone} of ${all} ${MOVED[direction]} leads were moved ${BACK_IN[direction]}.`,
  };
}

/** Lists the runs that undo a run, with what each one covers and its state. */
export function showUndos(undos: readonly Run[]) {
  return undos.map((undo) => ({
    id: undo.id,
    label: [
      ...(undo.source.kind === "batch" ? [`batch #${undo.source.batchId}`] : []),
      stateLabel(undo).label.toLowerCase(),
    ].join(", "),
  }));
}
