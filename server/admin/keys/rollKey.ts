import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { DEFAULT_OVERLAP, OVERLAPS, type Overlap } from "../../keys/keySettings.ts";
import { stateOf } from "../../keys/keyState.ts";
import { when } from "../format/shownTime.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { shownEnd } from "./expiry.ts";
import { keyEvent } from "./keyChanges.ts";
import { keyInHand, shownAlone } from "./keyFacts.ts";
import { mistake, readEndField } from "./keyForm.ts";
import { OVERLAP_LABELS, STYLES } from "./keyLabels.ts";
import { showMade } from "./newKeyView.ts";

interface RollForm {
  readonly overlap: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly mistakes?: Readonly<Record<string, string>>;
  readonly isConflict?: boolean;
}

const isOverlap = (text: string): text is Overlap => Object.hasOwn(OVERLAPS, text);

async function showForm(
  parts: AdminDependencies,
  page: Page,
  key: ApiKey,
  { mistakes = {}, isConflict = false, ...typed }: RollForm,
): Promise<PageAnswer> {
  const locals = {
    key: await shownAlone(parts, page, key),
    version: key.version,
    overlaps: Object.entries(OVERLAP_LABELS).map(([value, label]) => ({ value, label })),
    typed,
    errors: mistakes,
    isConflict,
    zone: page.zone,
  };
  const status = isConflict ? 409 : Object.keys(mistakes).length > 0 ? 422 : 200;
  return renderView("keys/roll", `Roll API key ${key.id}`, locals, { status, styles: STYLES });
}

/** A key that has ended has nothing to roll. */
async function keyToRoll(page: Page): Promise<ApiKey> {
  const key = await keyInHand(page, "roll");
  if (stateOf(key, page.now) === "active") return key;
  const detail = `Key ${key.id} has expired. Give it another end first, or make a new key.`;
  return refusePage({ code: "request_invalid", detail });
}

/** For how long old and new are to be valid. */
export function rollForm(parts: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyToRoll(page);
    const { date, time } = shownEnd(key.expiresAt, page.zone);
    return showForm(parts, page, key, { overlap: DEFAULT_OVERLAP, endDate: date, endTime: time });
  };
}

/** Makes a new key in the place of another, and shows it in the answer. */
export function rollKey(parts: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyToRoll(page);
    const sent = (name: string) => page.form.get(name)?.trim() ?? "";
    const typed = { overlap: sent("overlap"), endDate: sent("endDate"), endTime: sent("endTime") };
    const end = readEndField(typed, page, key.expiresAt);
    const mistakes = {
      ...(!isOverlap(typed.overlap) && { overlap: "Choose how long the old key goes on." }),
      ...("wanted" in end && { endDate: mistake("endDate", end) }),
    };
    const isConflict = sent("version") !== String(key.version);
    if (!isOverlap(typed.overlap) || "wanted" in end || isConflict) {
      return showForm(parts, page, key, { ...typed, mistakes, isConflict });
    }

    const wanted = { overlapMs: OVERLAPS[typed.overlap], expiresAt: end.value };
    const result = await page.keys.roll(key, wanted, page.now);
    if (result.outcome === "rolled_already") {
      const notice = `Key ${key.id} was rolled before: key ${result.successor} is in its place. Roll that one if nobody has it.`;
      return redirectTo("/keys", notice);
    }
    if (result.outcome !== "rolled") {
      const now = await keyToRoll(page);
      return showForm(parts, page, now, { ...typed, isConflict: true });
    }
    const { made, oldExpiresAt } = result;
    const notes = `key ${made.id} takes its place; the old one ends ${oldExpiresAt.toISOString()}`;
    await page.log(keyEvent("COPY", key.id, `ROLL API KEY ${key.id}`, notes));
    const old = { id: key.id, until: when(oldExpiresAt, page.zone), isOver: oldExpiresAt <= page.now };
    return showMade(page, made, { label: key.label, user: key.vicidialUser, old });
  };
}
