import type { InvalidField } from "../../errors.ts";
import {
  type ChangeProblem,
  type LeadChanges,
  readChanges,
  toChangesJson,
} from "../../leads/changes/index.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { inEnglish } from "../../lib/phrase.ts";
import { BLOCKING, skippedByDefault, type WarnedRun, warningsOf } from "../../runs/leadWarnings.ts";
import { MAX_NAME, type RunSettings } from "../../runs/run.ts";
import { isUndo } from "../../runs/runSource.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { type FieldReader, type FieldReading, readBoolean, readSomeOf } from "./runFields.ts";

/** The settings of a run in a request. Omitted fields are undefined. */
export interface WantedSettings extends Partial<RunSettings> {
  readonly name?: string;
}

/** Names of the directions in the API. Only the contract's paths say dearchive. */
export const DIRECTION_NAMES: Readonly<Record<DirectionName, "restore" | "archive">> = {
  dearchive: "restore",
  archive: "archive",
};

/** Warnings whose leads a run can skip. */
export function skippable(run: WarnedRun) {
  return warningsOf(run).filter((warning) => !BLOCKING.has(warning));
}

function readRate(value: unknown): FieldReading<number | null> {
  if (value === null) return { value };
  const fits = typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_RATE;
  return fits
    ? { value }
    : { wanted: `a whole number of leads per second from 1 to ${MAX_RATE}, or null for no limit` };
}

function readName(value: unknown): FieldReading<string> {
  const text = typeof value === "string" ? value.trim().replace(/\s+/g, " ") : undefined;
  return text !== undefined && text.length <= MAX_NAME
    ? { value: text }
    : { wanted: `a text of at most ${MAX_NAME} characters` };
}

/** Reads the changes to restored leads. */
function takeChanges(fields: FieldReader, value: unknown): LeadChanges | null {
  const read = readChanges(value);
  if ("changes" in read) return read.changes;
  fields.addAll(read.problems.map(changeError));
  return null;
}

/** Returns a problem of the changes as an error of its field. */
export function changeError({ field, text }: ChangeProblem): InvalidField {
  return { field: field === "changes" ? field : `changes.${field}`, message: inEnglish(text) };
}

/** Reads the settings that a run of this kind can have. */
export function readSettings(fields: FieldReader, run: WarnedRun): WantedSettings {
  const isRestoring = run.direction === "dearchive";
  const [name, skip, restoresCallbacks, rate] = [
    fields.take("name", readName),
    fields.take("skip", readSomeOf(skippable(run))),
    fields.take("restore_callbacks", readBoolean),
    fields.take("speed_limit", readRate),
  ];
  const changes = fields.take("changes", (value) => ({ value: takeChanges(fields, value) }));
  if (restoresCallbacks && !isRestoring)
    fields.add("restore_callbacks", "is only for runs that restore leads");
  if (changes && (!isRestoring || isUndo(run.source)))
    fields.add("changes", "is only for runs that restore leads, and not for an undo");
  return {
    ...(name !== undefined && { name }),
    ...(skip !== undefined && { skip }),
    ...(restoresCallbacks !== undefined && { restoresCallbacks }),
    ...(rate !== undefined && { rate }),
    ...(changes !== undefined && { changes }),
  };
}

/** The settings as they apply, in JSON. */
export function settingsJson(run: RunSettings) {
  return {
    skip: run.skip,
    restore_callbacks: run.restoresCallbacks,
    speed_limit: run.rate,
    changes: run.changes && toChangesJson(run.changes),
  };
}

/** Returns the settings of a request with its defaults, so that equal requests compare equal. Pure. */
export function wholeSettings(settings: WantedSettings, run: WarnedRun): RunSettings {
  return {
    skip: settings.skip ?? skippedByDefault(run),
    restoresCallbacks: settings.restoresCallbacks ?? false,
    rate: settings.rate ?? null,
    changes: settings.changes ?? null,
  };
}
