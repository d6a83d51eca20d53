import type { SignInRefusal } from "../../vicidial/signIn.ts";

/** The closed set of page errors, as data. */
export type PageErrorKind =
  | { readonly code: "sign_in"; readonly reason: Exclude<SignInRefusal, DisclosableRefusal> }
  | { readonly code: DisclosableRefusal }
  /** Too many failed sign-ins of a user or from an address. */
  | { readonly code: "sign_in_throttled"; readonly retrySeconds: number }
  /** Hashed passwords cannot be checked. */
  | { readonly code: "sign_in_unavailable" }
  | { readonly code: "right_missing"; readonly page: string; readonly action: string }
  /** The action affects campaigns outside the user's own; `detail` explains it in a sentence. */
  | { readonly code: "beyond_campaigns"; readonly detail: string }
  /** The form did not come from a page of this server. */
  | { readonly code: "form_forged" }
  /** The form is too old or belongs to another user. */
  | { readonly code: "form_expired" }
  | { readonly code: "form_unreadable" }
  | { readonly code: "form_too_large" }
  /** The request makes no sense; `detail` explains it in a sentence. */
  | { readonly code: "request_invalid"; readonly detail: string }
  /** Another user changed the same thing first; `detail` says what, in a sentence. */
  | { readonly code: "changed_meanwhile"; readonly detail: string }
  | { readonly code: "page_not_found" }
  | { readonly code: "page_method"; readonly allowed: readonly string[] }
  | { readonly code: "page_unavailable" };

/** Reasons shown only after the password was correct. */
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
  readonly title: string;
  readonly text: string;
}

const errorText = (status: number, title: string, text: string): PageErrorText => ({ status, title, text });

/** Returns the text of each error. Nothing here helps to guess a user name or a password. */
export function describePageError(fault: PageErrorKind): PageErrorText {
  switch (fault.code) {
    case "sign_in":
      return errorText(
        401,
        "Sign in",
        "These pages are for users who may open Vicidial's administration. The user or the password was not right, or there were ten wrong ones: then sign-in is closed for a quarter of an hour.",
      );
    case "user_level":
      return errorText(
        403,
        "User level too low",
        "These pages need user level 8 or higher in Vicidial. Ask an administrator to change your user's level.",
      );
    case "address":
      return errorText(
        403,
        "Not from here",
        "Your user may not sign in from this address. Vicidial's IP lists say from where.",
      );
    case "api_only":
      return errorText(
        403,
        "For the API only",
        "This user may use the API, and no pages. Sign in as another one.",
      );
    case "two_factor":
      return errorText(
        403,
        "Confirm who you are",
        "This Vicidial asks for a second proof. Give it in Vicidial's own administration, then come back here.",
      );
    case "sign_in_throttled":
      return errorText(
        429,
        "Too many failed sign-ins",
        `Sign-in is paused for this user or address. Try again in ${fault.retrySeconds} seconds.`,
      );
    case "sign_in_unavailable":
      return errorText(
        503,
        "Sign-in does not work right now",
        "Passwords are kept hashed here and cannot be checked. Ask whoever runs this server: its log names the reason.",
      );
    case "right_missing":
      return errorText(
        403,
        "Not allowed",
        "Your user lacks the right for this. Vicidial's user page is where rights are given.",
      );
    case "beyond_campaigns":
      return errorText(403, "Not allowed", fault.detail);
    case "form_forged":
      return errorText(
        403,
        "Refused",
        "This form did not come from a page of this server, so nothing was done.",
      );
    case "form_expired":
      return errorText(
        403,
        "Open the page again",
        "The form was open for too long, or for somebody else. Nothing was done: open the page again and repeat it.",
      );
    case "form_unreadable":
      return errorText(
        400,
        "The form could not be read",
        "Nothing was done. Open the page again and repeat it.",
      );
    case "form_too_large":
      return errorText(
        413,
        "Too much at once",
        "The form was larger than this server takes. Nothing was done.",
      );
    case "request_invalid":
      return errorText(400, "That does not work", fault.detail);
    case "changed_meanwhile":
      return errorText(409, "Somebody else was quicker", fault.detail);
    case "page_not_found":
      return errorText(404, "Nothing here", "There is no such page, or no longer.");
    case "page_method":
      return errorText(405, "Not this way", "This address does not take what was sent.");
    case "page_unavailable":
      return errorText(503, "The database does not answer", "Nothing was lost. Try again in a moment.");
  }
}
