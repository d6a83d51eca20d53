import { randomUUID } from "node:crypto";
import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import { missingApiRight } from "../../vicidial/apiRights.ts";
import { exceedsOwnRights, mayHoldEveryKey } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { keyEvent, tellSettings } from "./keyChanges.ts";
import {
  EMPTY_FORM,
  type KeyMistakes,
  mistake,
  readKeySettings,
  type TypedKey,
  typedKey,
} from "./keyForm.ts";
import { formLocals } from "./keyFormView.ts";
import { EXCEEDED_RIGHT_LABELS, MISSING_RIGHTS, STYLES } from "./keyLabels.ts";
import { showMade } from "./newKeyView.ts";
import { personOf } from "./visibleKeys.ts";

const MAX_CUSTOMER_LENGTH = 64;
const FORM_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SENT_TWICE =
  "That form was sent before. Its key was made then and is not shown again: if nobody copied it, revoke it and make another.";

async function showForm(
  page: Page,
  typed: TypedKey,
  { mistakes = {}, formId = randomUUID() }: { mistakes?: KeyMistakes; formId?: string } = {},
): Promise<PageAnswer> {
  const person = personOf(page);
  const users = (await page.customer.users.listForKeys()).filter((user) => !exceedsOwnRights(person, user));
  const locals = {
    ...formLocals(page, typed, mistakes),
    formId,
    users: users.map(({ user }) => user),
    isLimited: !mayHoldEveryKey(person),
    asksCustomer: page.onlyCustomer === undefined,
  };
  const status = Object.keys(mistakes).length > 0 ? 422 : 200;
  return renderView("keys/create", "New API key", locals, { status, styles: STYLES });
}

/** The user that the key is to act as, or what is in the way. */
async function readUser(page: Page, name: string): Promise<VicidialUser | string> {
  if (name === "") return mistake("user", { wanted: "the name of a Vicidial user" });
  const user = await page.customer.users.find(name);
  const missing = missingApiRight(user);
  if (!user || missing) return `No key acts as “${name}”: ${MISSING_RIGHTS[missing ?? "unknown_user"]}.`;
  const beyond = exceedsOwnRights(personOf(page), user);
  return beyond
    ? `You may not make a key that acts as “${user.user}”: ${EXCEEDED_RIGHT_LABELS[beyond]}.`
    : user;
}

function customerMistake(name: string): KeyMistakes {
  const fits = name !== "" && name.length <= MAX_CUSTOMER_LENGTH && !/\p{Cc}/u.test(name);
  return fits ? {} : { customer: mistake("customer", { wanted: `1 to ${MAX_CUSTOMER_LENGTH} characters` }) };
}

/** An empty form. */
export function newKey(page: Page): Promise<PageAnswer> {
  return showForm(page, { ...EMPTY_FORM, customer: page.onlyCustomer ?? DEFAULT_CUSTOMER });
}

/** Makes a key, and shows it in the answer. */
export async function createKey(page: Page): Promise<PageAnswer> {
  const formId = page.form.get("formId") ?? "";
  if (!FORM_ID.test(formId)) refusePage({ code: "form_unreadable" });
  const sent = typedKey(page.form, EMPTY_FORM);
  const typed = { ...sent, customer: page.onlyCustomer ?? sent.customer };

  const user = await readUser(page, typed.user);
  const { settings, mistakes } = readKeySettings(typed, page, null);
  // In the order of the form, as the list on top of it tells them.
  const wrong = {
    ...(mistakes.label && { label: mistakes.label }),
    ...(typeof user === "string" && { user }),
    ...customerMistake(typed.customer),
    ...mistakes,
  };
  if (!settings || typeof user === "string" || Object.keys(wrong).length > 0) {
    return showForm(page, typed, { mistakes: wrong, formId });
  }

  const wanted = { ...settings, customer: typed.customer, vicidialUser: user.user };
  const made = await page.keys.createOnce(formId, wanted, page.now);
  if (!made) return redirectTo("/keys", SENT_TWICE);
  const notes = `user: ${user.user}; customer: ${typed.customer}; ${tellSettings(settings)}`;
  await page.log(keyEvent("ADD", made.id, `MAKE API KEY ${made.id}`, notes));
  return showMade(page, made, { label: settings.label, user: user.user, old: null });
}
