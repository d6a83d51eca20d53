import type { DirectionName } from "../../leads/tables/direction.ts";
import { phrase, term } from "../../lib/phrase.ts";
import { type NetCounts, undoneLevel } from "../../runs/leadCounts.ts";
import type { Run } from "../../runs/run.ts";
import { showCount } from "../history/batchView.ts";
import { stateLabel } from "./runLabels.ts";

/** Titles: undone as a whole, and in part. */
const TITLES: Readonly<Record<"run" | "batch", readonly [whole: string, partly: string]>> = {
  run: [phrase("This run was undone."), phrase("This run was partly undone.")],
  batch: [phrase("This batch was undone."), phrase("This batch was partly undone.")],
};
const TEXTS: Readonly<Record<DirectionName, readonly [whole: string, partly: string]>> = {
  dearchive: [
    phrase("All %1s restored leads were moved back to the archive."),
    phrase("%1s of %2s restored leads were moved back to the archive."),
  ],
  archive: [
    phrase("All %1s archived leads were moved back to the live table."),
    phrase("%1s of %2s archived leads were moved back to the live table."),
  ],
};

/** Says that a run or batch was undone, and how much of it; null if nothing was. */
export function undoneBanner(what: "run" | "batch", net: NetCounts, direction: DirectionName) {
  const level = undoneLevel(net);
  if (level === "none") return null;
  const [undone, all] = [showCount(net.undone), showCount(net.undone + net.moved)];
  return level === "whole"
    ? { title: TITLES[what][0], text: phrase(TEXTS[direction][0], all) }
    : { title: TITLES[what][1], text: phrase(TEXTS[direction][1], undone, all) };
}

/** Lists the runs that undo a run, with what each one covers and its state. */
export function showUndos(undos: readonly Run[]) {
  return undos.map((undo) => {
    // A text and its small letters have one translation.
    const state = stateLabel(undo).label.toLowerCase();
    const { source } = undo;
    return {
      id: undo.id,
      label: source.kind === "batch" ? phrase("batch #%1s, %2s", source.batchId, term(state)) : state,
    };
  });
}
