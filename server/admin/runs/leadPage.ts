import type { LeadCursor } from "../../runs/runLeadPage.ts";

/** Leads on one page. */
export const PAGE_SIZE = 100;

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

export function readLeadCursor(query: URLSearchParams): LeadCursor {
  return { chunk: readNumber(query, "chunk") ?? 0, after: readNumber(query, "after") ?? -1 };
}

/** The query string of the page that starts there. */
export function leadCursorQuery(
  { chunk, after }: LeadCursor,
  others: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({ ...others, chunk: String(chunk) });
  if (after >= 0) query.set("after", String(after));
  return `?${query}`;
}
