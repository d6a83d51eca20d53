import type { Readable } from "node:stream";
import type { PageText } from "../../lib/phrase.ts";

/** What a page's handler returns. `pageEndpoint` turns it into HTTP. */
export type PageAnswer =
  | {
      readonly kind: "view";
      /** Template path below views/, without the extension. */
      readonly view: string;
      readonly title: PageText;
      /** Plain data. Templates print and loop but compute nothing. */
      readonly locals: Readonly<Record<string, unknown>>;
      readonly status: number;
      /** Modules in views/static. */
      readonly scripts: readonly string[];
      /** Additional style sheets in views/static. */
      readonly styles: readonly string[];
      /** Seconds after which browsers without JavaScript reload the page; null for never. */
      readonly refreshSeconds: number | null;
    }
  | {
      readonly kind: "redirect";
      readonly to: string;
      readonly notice: PageText | null;
      /** A time zone that the user chose just now. */
      readonly zone: string | null;
    }
  | {
      readonly kind: "download";
      readonly fileName: string;
      readonly type: string;
      readonly body: string | Readable;
    }
  | { readonly kind: "data"; readonly status: number; readonly body: unknown }
  /** Server-sent events for a page script. */
  | { readonly kind: "events"; readonly body: Readable; readonly onClose: () => void };

export interface ViewOptions {
  /** Defaults to 200; 422 for a form with errors. */
  readonly status?: number;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly refreshSeconds?: number | null;
}

/** Renders a template. */
export function renderView(
  view: string,
  title: PageText,
  locals: Readonly<Record<string, unknown>> = {},
  { status = 200, scripts = [], styles = [], refreshSeconds = null }: ViewOptions = {},
): PageAnswer {
  return { kind: "view", view, title, locals, status, scripts, styles, refreshSeconds };
}

/**
 * Redirects after a change, so that reloading the page repeats nothing.
 *
 * @param to path below the overview page, such as `/keys`
 * @param notice one sentence about what happened; shown once
 */
export function redirectTo(
  to: string,
  notice: PageText | null = null,
  zone: string | null = null,
): PageAnswer {
  return { kind: "redirect", to, notice, zone };
}

/** Sends a file to save. */
export function download(fileName: string, type: string, body: string | Readable): PageAnswer {
  return { kind: "download", fileName, type, body };
}

/** Sends JSON to a page script. */
export function data(body: unknown, status = 200): PageAnswer {
  return { kind: "data", status, body };
}

/**
 * Streams server-sent events to a page script.
 *
 * @param onClose called once when the connection closes
 */
export function events(body: Readable, onClose: () => void): PageAnswer {
  return { kind: "events", body, onClose };
}
