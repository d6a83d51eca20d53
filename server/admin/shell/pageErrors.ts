import type { Manifest } from "../../config/manifest.ts";
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import { type AdminRight, isAdminRight } from "../../vicidial/adminRights.ts";
import type { SignInRefusal } from "../../vicidial/signIn.ts";
import type { FormToResend } from "./formFields.ts";

/** The closed set of page errors, as data. */
export type PageErrorKind =
  | { readonly code: "sign_in"; readonly reason: Exclude<SignInRefusal, DisclosableRefusal> }
  | { readonly code: DisclosableRefusal }
  /** Too many failed sign-ins of a user or from an address. */
  | { readonly code: "sign_in_throttled"; readonly retrySeconds: number }
  /** Hashed passwords cannot be checked. */
  | { readonly code: "sign_in_unavailable" }
  | { readonly code: "right_missing"; readonly page: string; readonly action: string }
  /** The action exceeds the user's own level, campaigns or user groups; `detail` explains it in sentences. */
  | { readonly code: "not_permitted"; readonly detail: PageText }
  /** The form did not come from a page of this server. */
  | { readonly code: "form_forged" }
  /** The form is too old or belongs to another user. The user can send it again, unless it contains a file. */
  | { readonly code: "form_expired"; readonly form: FormToResend | null }
  | { readonly code: "form_unreadable" }
  | { readonly code: "form_too_large" }
  /** The request makes no sense; `detail` explains it in a sentence. */
  | { readonly code: "request_invalid"; readonly detail: PageText }
  /** Another user changed the same thing first; `detail` says what, in a sentence. */
  | { readonly code: "changed_meanwhile"; readonly detail: PageText }
  | { readonly code: "page_not_found" }
  | { readonly code: "page_method"; readonly allowed: readonly string[] }
  | { readonly code: "page_unavailable" };

/** Reasons that the user may know, because the password was correct. */
type DisclosableRefusal = "user_level" | "address" | "api_only" | "two_factor";

/** Thrown by pages; rendered by renderError. */
export class PageError extends Error {
  readonly fault: PageErrorKind;

  constructor(fault: PageErrorKind, options?: ErrorOptions) {
    super(fault.code, options);
    this.name = "PageError";
    this.fault = fault;
  }
}

/** Throws a page error. Returns never, so that it fits after `??`. */
export function refusePage(fault: PageErrorKind, cause?: unknown): never {
  throw new PageError(fault, cause === undefined ? undefined : { cause });
}

/** A page error as text. */
export interface PageErrorText {
  readonly status: number;
  readonly title: PageText;
  readonly text: PageText;
}

const errorText = (status: number, title: PageText, text: PageText): PageErrorText => ({
  status,
  title,
  text,
});

/** What a user needs for each right, in the terms of Vicidial's user page. */
const RIGHT_LABELS: Readonly<Record<AdminRight, string>> = {
  pages: phrase("access to the administration"),
  keys: phrase("the right Modify Users, or level 9"),
  hours: phrase("the right Modify Call Times"),
  move: phrase("the right Modify Leads"),
  reports: phrase("the right View Reports"),
  export: phrase("the rights View Reports and Export Reports"),
};

/** Returns the right that the action needs, as Vicidial's user page calls it. */
function requiredRight(
  { page, action }: Extract<PageErrorKind, { code: "right_missing" }>,
  rights: Manifest["rights"],
): PageText {
  const right = rights[page]?.[action] ?? "";
  return isAdminRight(right) ? RIGHT_LABELS[right] : phrase("a further right");
}

/** Returns the text of each error. Nothing here helps to guess a user name or a password. */
export function describePageError(fault: PageErrorKind, rights: Manifest["rights"]): PageErrorText {
  switch (fault.code) {
    case "sign_in":
      return errorText(
        401,
        phrase("Sign in"),
        phrase(
          "Use a Vicidial user who may open Vicidial's administration, and check the user name and password. After ten failed attempts, sign-in is blocked for 15 minutes.",
        ),
      );
    case "user_level":
      return errorText(
        403,
        phrase("User level too low"),
        phrase(
          "These pages need user level 8 or higher in Vicidial. Ask an administrator to change your user's level.",
        ),
      );
    case "address":
      return errorText(
        403,
        phrase("Address not allowed"),
        phrase(
          "Your user may not sign in from this IP address. An administrator can allow it in Vicidial's IP lists.",
        ),
      );
    case "api_only":
      return errorText(
        403,
        phrase("API user"),
        phrase("This user may use only the API. Sign in as a different user."),
      );
    case "two_factor":
      return errorText(
        403,
        phrase("Two-factor authentication required"),
        phrase("Complete two-factor authentication in Vicidial's administration, then open this page again."),
      );
    case "sign_in_throttled":
      return errorText(
        429,
        phrase("Too many failed sign-ins"),
        phrase("Sign-in is paused for this user or address. Try again in %1s seconds.", fault.retrySeconds),
      );
    case "sign_in_unavailable":
      return errorText(
        503,
        phrase("Sign-in is not available"),
        phrase(
          "The server cannot check Vicidial's hashed passwords. Ask the server's administrator: the log contains the reason.",
        ),
      );
    case "right_missing":
      return errorText(
        403,
        phrase("Not allowed"),
        phrase(
          "Your Vicidial user needs %1s. An administrator can grant it on the user's page in Vicidial.",
          term(requiredRight(fault, rights)),
        ),
      );
    case "not_permitted":
      return errorText(403, phrase("Not allowed"), fault.detail);
    case "form_forged":
      return errorText(
        403,
        phrase("Form rejected"),
        phrase(
          "The form was not sent from a page of this server. Nothing was changed. Open the page again and repeat your change.",
        ),
      );
    case "form_expired":
      return errorText(
        403,
        phrase("The form has expired"),
        phrase("It was open for too long, or another user opened it. Nothing was changed."),
      );
    case "form_unreadable":
      return errorText(
        400,
        phrase("The form could not be read"),
        phrase("Nothing was changed. Open the page again and repeat your change."),
      );
    case "form_too_large":
      return errorText(
        413,
        phrase("The form is too large"),
        phrase("Nothing was changed. Send less at once: a file may have up to 10 MB."),
      );
    case "request_invalid":
      return errorText(400, phrase("Request not possible"), fault.detail);
    case "changed_meanwhile":
      return errorText(409, phrase("Changed by another user"), fault.detail);
    case "page_not_found":
      return errorText(
        404,
        phrase("Page not found"),
        phrase("The page does not exist or was removed. Check the address, or start from the overview."),
      );
    case "page_method":
      return errorText(
        405,
        phrase("Method not allowed"),
        phrase("This address does not support the HTTP method. Open it from a page instead."),
      );
    case "page_unavailable":
      return errorText(
        503,
        phrase("The database is not reachable"),
        phrase("No data was lost. Try again in a few seconds."),
      );
  }
}
