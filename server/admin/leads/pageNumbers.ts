/** A page of a list that is divided into numbered pages. */
export interface NumberedPage {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Index of its first element. */
  readonly start: number;
  /** Page numbers to link to; null for a gap. */
  readonly numbers: readonly (number | null)[];
}

/** Pages linked to on either side of the current one. */
const NEIGHBORS = 2;

/** Reads the page from the query; beyond the end it is the last one. Pure. */
export function numberedPage(query: URLSearchParams, total: number, size: number): NumberedPage {
  const pages = Math.max(1, Math.ceil(total / size));
  const wanted = Number(/^\d{1,9}$/.exec(query.get("page") ?? "")?.[0] ?? 1);
  const page = Math.min(Math.max(1, wanted), pages);
  const shown = Array.from({ length: pages }, (_, n) => n + 1).filter(
    (number) => number === 1 || number === pages || Math.abs(number - page) <= NEIGHBORS,
  );
  const numbers = shown.flatMap((number, n) => {
    const isAfterGap = n > 0 && number - (shown[n - 1] ?? 0) > 1;
    return isAfterGap ? [null, number] : [number];
  });
  return { page, pages, start: (page - 1) * size, numbers };
}
