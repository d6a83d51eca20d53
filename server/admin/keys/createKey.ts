import { randomUUID } from "node:crypto";
import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import { MISSING_RIGHT_LABELS, missingApiRight } from "../../vicidial/apiRights.ts";
import { exceedsOwnRights, mayHoldEveryKey } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { keyEvent, settingsNotes } from "./keyAdminLog.ts";
import {
  EMPTY_FORM,
  fieldError,
  type KeyFields,
  type KeyFormErrors,
  readKeyFields,
  readKeySettings,
} from "./keyForm.ts";
import { formLocals } from "./keyFormView.ts";
import { EXCEEDED_RIGHT_LABELS, STYLES } from "./keyLabels.ts";
import { renderNewKey } from "./newKeyView.ts";
import { personOf } from "./visibleKeys.ts";

const MAX_CUSTOMER_LENGTH = 64;
const FORM_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ALREADY_SENT = phrase(
  "This form was already sent and its key was created. If the key was not copied, revoke it and create another one.",
);

async function showForm(
  page: Page,
  typed: KeyFields,
  { errors = {}, formId = randomUUID() }: { errors?: KeyFormErrors; formId?: string } = {},
): Promise<PageAnswer> {
  const person = personOf(page);
  const users = (await page.customer.users.listForKeys()).filter((user) => !exceedsOwnRights(person, user));
  const locals = {
    ...formLocals(page, typed, errors),
    formId,
    users: users.map(({ user }) => user),
    isLimited: !mayHoldEveryKey(person),
    asksCustomer: page.onlyCustomer === undefined,
  };
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("keys/create", phrase("Create API key"), locals, { status, styles: STYLES });
}

/** Returns the user that the key acts as, or an error message. */
async function readUser(
  page: Page,
  name: string,
): Promise<{ user: VicidialUser; error?: never } | { error: PageText; user?: never }> {
  if (name === "") return { error: fieldError("user", { wanted: phrase("the name of a Vicidial user") }) };
  const user = await page.customer.users.find(name);
  const missing = missingApiRight(user);
  if (!user || missing) {
    return {
      error: phrase(
        "A key cannot act as “%1s”: %2s.",
        name,
        term(MISSING_RIGHT_LABELS[missing ?? "unknown_user"]),
      ),
    };
  }
  const exceeded = exceedsOwnRights(personOf(page), user);
  return exceeded
    ? {
        error: phrase(
          "You may not create a key that acts as “%1s”: %2s.",
          user.user,
          term(EXCEEDED_RIGHT_LABELS[exceeded]),
        ),
      }
    : { user };
}

function customerErrors(name: string): KeyFormErrors {
  const fits = name !== "" && name.length <= MAX_CUSTOMER_LENGTH && !/\p{Cc}/u.test(name);
  return fits
    ? {}
    : { customer: fieldError("customer", { wanted: phrase("1 to %1s characters", MAX_CUSTOMER_LENGTH) }) };
}

/** Shows an empty form. */
export function newKey(page: Page): Promise<PageAnswer> {
  return showForm(page, { ...EMPTY_FORM, customer: page.onlyCustomer ?? DEFAULT_CUSTOMER });
}

/** Creates a key and shows it once, in this response. */
export async function createKey(page: Page): Promise<PageAnswer> {
  const formId = page.form.get("formId") ?? "";
  if (!FORM_ID.test(formId)) refusePage({ code: "form_unreadable" });
  const sent = readKeyFields(page.form, EMPTY_FORM);
  const typed = { ...sent, customer: page.onlyCustomer ?? sent.customer };

  const { user, error } = await readUser(page, typed.user);
  const { settings, errors } = readKeySettings(typed, page, null);
  // Keep the order of the form for the error list above it.
  const allErrors = {
    ...(errors.label && { label: errors.label }),
    ...(error !== undefined && { user: error }),
    ...customerErrors(typed.customer),
    ...errors,
  };
  if (!settings || user === undefined || Object.keys(allErrors).length > 0) {
    return showForm(page, typed, { errors: allErrors, formId });
  }

  const wanted = { ...settings, customer: typed.customer, vicidialUser: user.user };
  const created = await page.keys.createOnce(formId, wanted, page.now);
  if (!created) return redirectTo("/keys", ALREADY_SENT);
  const notes = `user: ${user.user}; customer: ${typed.customer}; ${settingsNotes(settings)}`;
  await page.log(keyEvent("ADD", created.id, `API key ${created.id} created`, notes));
  return renderNewKey(page, created, {
    label: settings.label,
    user: user.user,
    scopes: settings.scopes,
    old: null,
  });
}
