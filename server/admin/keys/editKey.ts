import type { ApiKey } from "../../keys/apiKey.ts";
import { phrase } from "../../lib/phrase.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { changeNotes, keyEvent } from "./keyAdminLog.ts";
import { controllableKey, keyDetails } from "./keyFacts.ts";
import {
  type KeyField,
  type KeyFields,
  type KeyFormErrors,
  readKeyFields,
  readKeySettings,
  settingsFields,
} from "./keyForm.ts";
import { formLocals } from "./keyFormView.ts";
import { STYLES } from "./keyLabels.ts";

interface EditForm {
  readonly typed: KeyFields;
  readonly errors?: KeyFormErrors;
  /** Whether another user changed the key after the form was shown. */
  readonly isConflict?: boolean;
}

function fieldsOf(key: ApiKey, zone: string): KeyFields {
  return { ...settingsFields(key, zone), user: key.vicidialUser, customer: key.customer };
}

/** Returns the key's current value for each field that was submitted differently. */
function differences(typed: KeyFields, now: KeyFields): KeyFormErrors {
  const fields = Object.keys(now).filter((field): field is KeyField => field in now);
  const changed = fields.filter((field) => typed[field] !== now[field]);
  return Object.fromEntries(
    changed.map((field) => [
      field,
      now[field] === "" ? phrase("Now: empty") : phrase("Now: %1s", now[field]),
    ]),
  );
}

async function showForm(
  dependencies: AdminDependencies,
  page: Page,
  key: ApiKey,
  { typed, errors = {}, isConflict = false }: EditForm,
): Promise<PageAnswer> {
  const notes = isConflict ? differences(typed, fieldsOf(key, page.zone)) : {};
  const locals = {
    ...formLocals(page, typed, { ...notes, ...errors }),
    key: await keyDetails(dependencies, page, key),
    version: key.version,
    isConflict,
  };
  const status = isConflict ? 409 : Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("keys/edit", phrase("API key %1s", key.id), locals, { status, styles: STYLES });
}

/** Shows the form with a key's settings. */
export function editForm(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await controllableKey(page);
    return showForm(dependencies, page, key, { typed: fieldsOf(key, page.zone) });
  };
}

/** Changes a key's settings, unless another user changed them first. */
export function editKey(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await controllableKey(page);
    const typed = {
      ...readKeyFields(page.form, fieldsOf(key, page.zone)),
      user: key.vicidialUser,
      customer: key.customer,
    };
    const isConflict = page.form.get("version") !== String(key.version);
    const { settings, errors } = readKeySettings(typed, page, key.expiresAt);
    if (!settings || isConflict) return showForm(dependencies, page, key, { typed, errors, isConflict });

    const notes = changeNotes(key, settings);
    if (notes === "") return redirectTo("/keys", phrase("Key %1s was not changed.", key.id));
    const outcome = await page.keys.edit(key, settings);
    if (outcome !== "changed") {
      const now = await controllableKey(page);
      return showForm(dependencies, page, now, { typed, isConflict: true });
    }
    await page.log(keyEvent("MODIFY", key.id, `API key ${key.id} changed`, notes));
    return redirectTo(
      "/keys",
      phrase(
        "Changes to key %1s, “%2s”, were saved. They apply from the next request.",
        key.id,
        settings.label,
      ),
    );
  };
}
