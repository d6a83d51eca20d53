import type { AdminEvent } from "../../vicidial/adminLog.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import type { AdminCustomer } from "./dependencies.ts";
import type { PageAnswer } from "./pageAnswer.ts";
import type { HomeStores } from "./stores.ts";
import type { Upload } from "./upload.ts";

/** A request for a page, once it is known who asks and that it is allowed. */
export interface Page {
  readonly customer: AdminCustomer;
  /**
   * The name of the customer whose keys and rules are made here; undefined where one Vicidial is everybody's, and its admins
   * name one.
   */
  readonly onlyCustomer: string | undefined;
  /** The keys and rules that the customer's pages may show. */
  readonly keys: HomeStores["keys"];
  readonly hours: HomeStores["hours"];
  readonly user: AdminUser;
  readonly now: Date;
  /** Where the person sits, as far as trusted proxies tell. */
  readonly address: string;
  readonly requestId: string;
  /** The time zone that times are shown in. */
  readonly zone: string;
  /** The parameters of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The posted form; empty for a GET. */
  readonly form: URLSearchParams;
  /** The file that came with the form, if one did. */
  readonly upload: Upload | null;
  /** The front page's path, for links: it carries the host's prefix and the customer. */
  readonly home: string;
  /** Where /vicidial stands, for links into Vicidial itself. */
  readonly base: string;
  /** Scheme and host as the person sees them. */
  readonly origin: string;
  /** Whether the person may do that; the same check that stands before each handler. */
  readonly may: (page: string, action: string) => boolean;
  /** Leaves a row in Vicidial's admin log. A log that fails is told to the operator, and undoes nothing. */
  readonly log: (event: AdminEvent) => Promise<void>;
}

export interface PageRoute {
  readonly method: "GET" | "POST";
  /** Below the page's own path; `""` for itself, `/:id/revoke`. */
  readonly path: string;
  /** What plugin.json's `rights` calls it, below the page's name: what is not declared there is refused. */
  readonly action: string;
  readonly handle: (page: Page) => Promise<PageAnswer>;
  /** Whether its form may come with a file. */
  readonly takesFile?: boolean;
}

export interface AdminPage {
  /** As in plugin.json's `rights`. */
  readonly name: string;
  /** In the pages' own navigation, shown to whoever may `view`. */
  readonly label: string;
  /** Below the front page; `""` for itself. */
  readonly path: string;
  readonly routes: readonly PageRoute[];
}

/** A route that shows. */
export function get(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { method: "GET", path, action, handle };
}

/** A route that changes: its form was proven to come from a page of ours before the handler runs. */
export function post(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { method: "POST", path, action, handle };
}

/** The same for a form with a file. */
export function postFile(path: string, action: string, handle: PageRoute["handle"]): PageRoute {
  return { ...post(path, action, handle), takesFile: true };
}
