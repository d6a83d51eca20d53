import {
  type ChangeField,
  type ChangesOwner,
  changeLabels,
  type LeadChanges,
  readChanges,
  toChangesJson,
} from "../../leads/changes/index.ts";
import { type PageText, phrase, sentences } from "../../lib/phrase.ts";
import type { Run } from "../../runs/run.ts";
import { isUndo } from "../../runs/runSource.ts";
import type { LeadList } from "../../vicidial/lists.ts";
import { showCount } from "../history/batchView.ts";
import { chooseList } from "../leads/searchForm.ts";
import type { Page } from "../shell/adminPage.ts";
import type { FieldErrors } from "../shell/form.ts";

const TEXT_FIELDS = ["list_id", "status", "rank", "owner"] as const satisfies readonly ChangeField[];
const CHECKBOXES = [
  "reset_called_since_last_reset",
  "reset_called_count",
  "recompute_gmt_offset",
] as const satisfies readonly ChangeField[];
/** An empty owner field leaves the owner as it is. */
const REMOVE_OWNER = "remove_owner";
/** The names of the form's fields. */
export const CHANGES_FIELDS = [...TEXT_FIELDS, ...CHECKBOXES, REMOVE_OWNER] as const;

/** The fields as typed; a check box is `on` or empty. */
export type TypedChanges = Readonly<Record<(typeof CHANGES_FIELDS)[number], string>>;

/** Reads the fields of a form or a query. */
export function readTypedChanges(form: URLSearchParams): TypedChanges {
  return Object.fromEntries(
    CHANGES_FIELDS.map((name) => [name, form.get(name)?.trim() ?? ""]),
  ) as TypedChanges;
}

/** The fields that show changes. */
export function typedOf(changes: LeadChanges | null): TypedChanges {
  const json = changes ? toChangesJson(changes) : {};
  const shown = (name: ChangeField) => (json[name] === true ? "on" : String(json[name] ?? ""));
  return {
    ...(Object.fromEntries(
      [...TEXT_FIELDS, ...CHECKBOXES].map((name) => [name, shown(name)]),
    ) as TypedChanges),
    [REMOVE_OWNER]: json["owner"] === "" ? "on" : "",
  };
}

/** The JSON form of what was typed, with the id of a list that was named. */
function toJson(typed: TypedChanges, listId: string): Readonly<Record<string, unknown>> {
  const { status, rank, owner } = typed;
  const isRemoved = typed[REMOVE_OWNER] !== "";
  return {
    ...(listId !== "" && { list_id: listId }),
    ...(status !== "" && { status }),
    ...(rank !== "" && { rank: /^[+-]?\d+$/.test(rank) ? Number(rank) : rank }),
    ...((owner !== "" || isRemoved) && { owner: isRemoved ? "" : owner }),
    ...Object.fromEntries(CHECKBOXES.map((name) => [name, typed[name] !== ""])),
  };
}

/** Changes that were typed, or what is wrong with them. */
export interface CheckedChanges {
  readonly changes: LeadChanges | null;
  /** The list that the leads move to, if any. */
  readonly list: LeadList | undefined;
  readonly errors: FieldErrors;
}

export const NO_CHANGES: CheckedChanges = { changes: null, list: undefined, errors: {} };

/** Whether a run can change its leads: an undo puts back what the undone run changed, and nothing else. */
export function canChange({ direction, source }: Pick<Run, "direction" | "source">): boolean {
  return direction === "dearchive" && !isUndo(source);
}

function refused(errors: FieldErrors): CheckedChanges {
  return { changes: null, list: undefined, errors };
}

/**
 * Checks typed changes. A list can be named by its id or its name.
 *
 * @param owner the user that the changes are made for
 */
export async function checkTypedChanges(
  page: Page,
  typed: TypedChanges,
  owner: ChangesOwner,
): Promise<CheckedChanges> {
  const { lists, stores } = page.customer;
  const named = typed.list_id;
  let listId = named;
  if (named !== "" && !/^\d+$/.test(named)) {
    const { id, error } = chooseList(named, await lists.named(named, owner.scope));
    if (id === undefined) return refused(error === undefined ? {} : { list_id: error });
    listId = String(id);
  }
  const read = readChanges(toJson(typed, listId));
  const problems =
    "problems" in read
      ? read.problems
      : read.changes
        ? await stores.changesCheck.problemsOf(read.changes, owner, page.now)
        : [];
  if ("problems" in read || problems.length > 0)
    return refused(Object.fromEntries(problems.map(({ field, text }) => [field, text])));
  const { changes } = read;
  const list = changes?.listId
    ? await stores.changesCheck.targetList(changes.listId, owner.scope, page.now)
    : undefined;
  return { changes, list, errors: {} };
}

/** What the dialer does with leads after the changes. */
function dialerSentence({ resetsCalled }: LeadChanges, list: LeadList | undefined): readonly PageText[] {
  if (list && !list.isDialled)
    return [phrase("List %1s is inactive or expired, so nobody will call them for now.", list.listId)];
  if (!resetsCalled) return [];
  return list
    ? [phrase("The dialer may call them within a minute.")]
    : [phrase("The dialer may call those in active lists within a minute.")];
}

/** Says what changes would do; empty for none. */
export function effectLabel({ changes, list }: CheckedChanges, leads: number): PageText {
  if (!changes) return "";
  const labels = changeLabels(changes, list?.name);
  const effect =
    leads === 1
      ? phrase("1 lead will be changed: %1s.", labels)
      : phrase("%1s leads will be changed: %2s.", showCount(leads), labels);
  return sentences(effect, ...dialerSentence(changes, list));
}
