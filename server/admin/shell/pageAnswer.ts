import type { Readable } from "node:stream";

/** What a page's handler answers, as data: one place turns it into HTTP. */
export type PageAnswer =
  | {
      readonly kind: "view";
      /** The template below views/, without its ending. */
      readonly view: string;
      readonly title: string;
      /** Plain data: a template prints and loops, and computes nothing. */
      readonly locals: Readonly<Record<string, unknown>>;
      readonly status: number;
      /** Modules of views/static that the page runs. */
      readonly scripts: readonly string[];
      /** Style sheets of views/static that it has beside those of every page. */
      readonly styles: readonly string[];
    }
  | {
      readonly kind: "redirect";
      readonly to: string;
      readonly notice: string | null;
      /** A time zone that the person chose just now. */
      readonly zone: string | null;
    }
  | {
      readonly kind: "download";
      readonly fileName: string;
      readonly type: string;
      readonly body: string | Readable;
    }
  | { readonly kind: "data"; readonly status: number; readonly body: unknown }
  /** Server-sent events, for a page's own script. */
  | { readonly kind: "events"; readonly body: Readable; readonly onClose: () => void };

export interface ViewOptions {
  /** 200 when left out; 422 for a form that comes back with its errors. */
  readonly status?: number;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** A page. */
export function renderView(
  view: string,
  title: string,
  locals: Readonly<Record<string, unknown>> = {},
  { status = 200, scripts = [], styles = [] }: ViewOptions = {},
): PageAnswer {
  return { kind: "view", view, title, locals, status, scripts, styles };
}

/**
 * After a change: to a page of ours, so that reloading it repeats nothing.
 *
 * @param to below the front page, such as `/keys`
 * @param notice what happened, in a sentence; shown once
 */
export function redirectTo(to: string, notice: string | null = null, zone: string | null = null): PageAnswer {
  return { kind: "redirect", to, notice, zone };
}

/** A file to be kept. */
export function download(fileName: string, type: string, body: string | Readable): PageAnswer {
  return { kind: "download", fileName, type, body };
}

/** JSON, for a page's own script. */
export function data(body: unknown, status = 200): PageAnswer {
  return { kind: "data", status, body };
}

/**
 * Server-sent events, for a page's own script: the body is written as it comes.
 *
 * @param onClose called once when nobody receives the events any more
 */
export function events(body: Readable, onClose: () => void): PageAnswer {
  return { kind: "events", body, onClose };
}
