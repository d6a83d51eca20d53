import type { ApiKey } from "../../keys/apiKey.ts";
import { DEFAULT_OVERLAP, OVERLAPS, type Overlap } from "../../keys/keySettings.ts";
import { stateOf } from "../../keys/keyState.ts";
import { phrase } from "../../lib/phrase.ts";
import { displayTime } from "../format/displayTime.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { expiryFields } from "./expiry.ts";
import { keyEvent } from "./keyAdminLog.ts";
import { controllableKey, keyDetails } from "./keyFacts.ts";
import { fieldError, readExpiryField } from "./keyForm.ts";
import { OVERLAP_LABELS, STYLES } from "./keyLabels.ts";
import { renderNewKey } from "./newKeyView.ts";

interface RollForm {
  readonly overlap: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly errors?: FieldErrors;
  readonly isConflict?: boolean;
}

const isOverlap = (text: string): text is Overlap => Object.hasOwn(OVERLAPS, text);

async function showForm(
  dependencies: AdminDependencies,
  page: Page,
  key: ApiKey,
  { errors = {}, isConflict = false, ...typed }: RollForm,
): Promise<PageAnswer> {
  const locals = {
    key: await keyDetails(dependencies, page, key),
    version: key.version,
    overlaps: Object.entries(OVERLAP_LABELS).map(([value, label]) => ({ value, label })),
    typed,
    errors: errors,
    isConflict,
    zone: page.zone,
  };
  const status = isConflict ? 409 : Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("keys/roll", phrase("Roll API key %1s", key.id), locals, { status, styles: STYLES });
}

/** Returns the key in the path; refuses expired keys. */
async function keyToRoll(page: Page): Promise<ApiKey> {
  const key = await controllableKey(page);
  if (stateOf(key, page.now) === "active") return key;
  const detail = phrase("Key %1s has expired. Set a new expiry date first, or create a new key.", key.id);
  return refusePage({ code: "request_invalid", detail });
}

/** Shows the form that rolls a key. */
export function rollForm(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyToRoll(page);
    const { date, time } = expiryFields(key.expiresAt, page.zone);
    return showForm(dependencies, page, key, { overlap: DEFAULT_OVERLAP, endDate: date, endTime: time });
  };
}

/** Replaces a key with a new one and shows it once, in this response. */
export function rollKey(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyToRoll(page);
    const sent = (name: string) => page.form.get(name)?.trim() ?? "";
    const typed = { overlap: sent("overlap"), endDate: sent("endDate"), endTime: sent("endTime") };
    const end = readExpiryField(typed, page, key.expiresAt);
    const errors = {
      ...(!isOverlap(typed.overlap) && { overlap: phrase("Choose how long the old key stays valid.") }),
      ...("wanted" in end && { endDate: fieldError("endDate", end) }),
    };
    const isConflict = sent("version") !== String(key.version);
    if (!isOverlap(typed.overlap) || "wanted" in end || isConflict) {
      return showForm(dependencies, page, key, { ...typed, errors, isConflict });
    }

    const wanted = { overlapMs: OVERLAPS[typed.overlap], expiresAt: end.value };
    const result = await page.keys.roll(key, wanted, page.now);
    if (result.outcome === "rolled_already") {
      const notice = phrase(
        "Key %1s was already rolled: key %2s replaces it. If nobody has that key, roll it instead.",
        key.id,
        result.successor,
      );
      return redirectTo("/keys", notice);
    }
    if (result.outcome !== "rolled") {
      const now = await keyToRoll(page);
      return showForm(dependencies, page, now, { ...typed, isConflict: true });
    }
    const { made: created, oldExpiresAt } = result;
    const notes = `new key: ${created.id}; old key expires: ${oldExpiresAt.toISOString()}`;
    await page.log(keyEvent("COPY", key.id, `API key ${key.id} rolled`, notes));
    const old = { id: key.id, until: displayTime(oldExpiresAt, page.zone), isOver: oldExpiresAt <= page.now };
    return renderNewKey(page, created, { label: key.label, user: key.vicidialUser, scopes: key.scopes, old });
  };
}
