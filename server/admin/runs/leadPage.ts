/** Where a page of a run's leads starts: in this chunk, after this lead. */
export interface LeadCursor {
  readonly chunk: number;
  /** Lead id; -1 for the start of the chunk. */
  readonly after: number;
}

const PAGE_SIZE = 100;

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

/**
 * Reads a page of leads, chunk by chunk. A page may be shorter, so that sparse chunks never make it slow.
 *
 * @param chunks the chunks to read, from the cursor's on
 * @param maxChunks how many of them one page may read
 * @param read returns the wanted leads of a chunk, ordered by id
 */
export async function readLeadPage<Lead extends { readonly leadId: number }>(
  cursor: LeadCursor,
  { chunks, maxChunks }: { readonly chunks: readonly number[]; readonly maxChunks: number },
  read: (chunk: number) => Promise<readonly Lead[]>,
): Promise<{ readonly leads: readonly Lead[]; readonly next: LeadCursor | null }> {
  const leads: Lead[] = [];
  for (const [n, chunk] of chunks.entries()) {
    if (n === maxChunks) return { leads, next: { chunk, after: -1 } };
    const after = chunk === cursor.chunk ? cursor.after : -1;
    const found = (await read(chunk)).filter(({ leadId }) => leadId > after);
    const room = PAGE_SIZE - leads.length;
    leads.push(...found.slice(0, room));
    if (found.length > room) return { leads, next: { chunk, after: found[room - 1]?.leadId ?? after } };
  }
  return { leads, next: null };
}
