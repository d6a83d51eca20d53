import type { ApiKey } from "../../keys/apiKeyRow.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { keyEvent, tellChanges } from "./keyChanges.ts";
import { keyInHand, shownAlone } from "./keyFacts.ts";
import {
  type KeyField,
  type KeyMistakes,
  readKeySettings,
  shownSettings,
  type TypedKey,
  typedKey,
} from "./keyForm.ts";
import { formLocals } from "./keyFormView.ts";
import { STYLES } from "./keyLabels.ts";

interface EditForm {
  readonly typed: TypedKey;
  readonly mistakes?: KeyMistakes;
  /** Whether somebody else changed the key after the form was shown. */
  readonly isConflict?: boolean;
}

function fieldsOf(key: ApiKey, zone: string): TypedKey {
  return { ...shownSettings(key, zone), user: key.vicidialUser, customer: key.customer };
}

/** What the key has now in the fields that were typed otherwise. */
function differences(typed: TypedKey, now: TypedKey): KeyMistakes {
  const fields = Object.keys(now).filter((field): field is KeyField => field in now);
  const changed = fields.filter((field) => typed[field] !== now[field]);
  return Object.fromEntries(changed.map((field) => [field, `Is now: ${now[field] || "empty"}`]));
}

async function showForm(
  parts: AdminDependencies,
  page: Page,
  key: ApiKey,
  { typed, mistakes = {}, isConflict = false }: EditForm,
): Promise<PageAnswer> {
  const notes = isConflict ? differences(typed, fieldsOf(key, page.zone)) : {};
  const locals = {
    ...formLocals(page, typed, { ...notes, ...mistakes }),
    key: await shownAlone(parts, page, key),
    version: key.version,
    isConflict,
  };
  const status = isConflict ? 409 : Object.keys(mistakes).length > 0 ? 422 : 200;
  return renderView("keys/edit", `API key ${key.id}`, locals, { status, styles: STYLES });
}

/** A key's settings, to be changed. */
export function editForm(parts: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyInHand(page, "edit");
    return showForm(parts, page, key, { typed: fieldsOf(key, page.zone) });
  };
}

/** Changes a key's settings, unless somebody else changed them after they were shown. */
export function editKey(parts: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyInHand(page, "edit");
    const typed = {
      ...typedKey(page.form, fieldsOf(key, page.zone)),
      user: key.vicidialUser,
      customer: key.customer,
    };
    const isConflict = page.form.get("version") !== String(key.version);
    const { settings, mistakes } = readKeySettings(typed, page, key.expiresAt);
    if (!settings || isConflict) return showForm(parts, page, key, { typed, mistakes, isConflict });

    const notes = tellChanges(key, settings);
    if (notes === "") return redirectTo("/keys", `Nothing was changed of key ${key.id}.`);
    const outcome = await page.keys.edit(key, settings);
    if (outcome !== "changed") {
      const now = await keyInHand(page, "edit");
      return showForm(parts, page, now, { typed, isConflict: true });
    }
    await page.log(keyEvent("MODIFY", key.id, `MODIFY API KEY ${key.id}`, notes));
    return redirectTo(
      "/keys",
      `Key ${key.id}, “${settings.label}”, is changed. It holds from the next call on.`,
    );
  };
}
