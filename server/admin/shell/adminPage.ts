import type { Translate } from "../../lib/phrase.ts";
import type { AdminEvent } from "../../vicidial/adminLog.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import type { AdminCustomer } from "./dependencies.ts";
import type { PageAnswer } from "./pageAnswer.ts";
import type { HomeStores } from "./stores.ts";
import type { Upload } from "./upload.ts";

/** An authenticated and authorized page request. */
export interface Page {
  readonly customer: AdminCustomer;
  /** The only customer whose keys and rules this page edits; undefined in a shared Vicidial, whose admins choose one. */
  readonly onlyCustomer: string | undefined;
  /** Keys visible on the customer's pages. */
  readonly keys: HomeStores["keys"];
  /** API requests of every key: a page must name the keys that its user may see. */
  readonly requests: HomeStores["requests"];
  readonly hours: HomeStores["hours"];
  readonly user: AdminUser;
  readonly now: Date;
  /** Client address, resolved through trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  /** Time zone for displayed times. */
  readonly zone: string;
  /** Parameters of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The posted form; empty for GET. */
  readonly form: URLSearchParams;
  /** The uploaded file, or null. */
  readonly upload: Upload | null;
  /** Path of the overview page, including the host's prefix and the customer. */
  readonly home: string;
  /** Path of /vicidial, for our own pages and the API. */
  readonly base: string;
  /** Path of Vicidial's web directory, for links to its pages. */
  readonly vicidialPath: string;
  /** Scheme and host in the browser's address bar. */
  readonly origin: string;
  /** Returns whether the user may do this; the same check runs before each handler. */
  readonly may: (page: string, action: string) => boolean;
  /** Translates a text that is not shown by a template, such as one for a script. */
  readonly translate: Translate;
  /** Writes a row to Vicidial's admin log. A failure is logged and undoes nothing. */
  readonly log: (event: AdminEvent) => Promise<void>;
}

export interface PageRoute {
  readonly method: "GET" | "POST";
  /** Path below the page's own path: `""` or `/:id/revoke`. */
  readonly path: string;
  /** Action in plugin.json's `rights`. Undeclared actions are refused. */
  readonly action: string;
  readonly handle: (page: Page) => Promise<PageAnswer>;
  /** Whether the form may include a file. */
  readonly takesFile?: boolean;
  /** Whether its `customer.stores` may be those of Vicidial's secondary server. */
  readonly mayReadSecondary?: boolean;
}

export interface AdminPage {
  /** Page name in plugin.json's `rights`. */
  readonly name: string;
  /** Navigation label in English, marked with `phrase`. Shown to users with the action `view`. */
  readonly label: string;
  /** Path below the overview page; `""` for the overview itself. */
  readonly path: string;
  readonly routes: readonly PageRoute[];
}

/** Creates a route that only reads. */
export function get(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { method: "GET", path, action, handle };
}

/** Creates a route that only shows data. Nothing that it reads may decide about a move: it can be a minute old. */
export function show(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { ...get(path, action, handle), mayReadSecondary: true };
}

/** Creates a route that changes data. The CSRF token is checked before the handler runs. */
export function post(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { method: "POST", path, action, handle };
}

/** Creates a route that changes data and accepts an uploaded file. */
export function postFile(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { ...post(path, action, handle), takesFile: true };
}
