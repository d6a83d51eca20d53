/** Where a page of a run's leads starts: in this chunk, after this lead. */
export interface LeadCursor {
  readonly chunk: number;
  /** Lead id; -1 for the start of the chunk. */
  readonly after: number;
}

/** Limits of one page. */
export interface LeadPageLimits {
  readonly leads: number;
  /** How many chunks it may read. */
  readonly chunks: number;
}

/**
 * Reads a page of leads, chunk by chunk. A page may be shorter, so that sparse chunks never make it slow.
 *
 * @param chunks the chunks to read, from the cursor's on
 * @param read returns the wanted leads of a chunk, ordered by id
 */
export async function readLeadPage<Lead extends { readonly leadId: number }>(
  cursor: LeadCursor,
  chunks: readonly number[],
  limits: LeadPageLimits,
  read: (chunk: number) => Promise<readonly Lead[]>,
): Promise<{ readonly leads: readonly Lead[]; readonly next: LeadCursor | null }> {
  const leads: Lead[] = [];
  for (const [n, chunk] of chunks.entries()) {
    if (n === limits.chunks) return { leads, next: { chunk, after: -1 } };
    const after = chunk === cursor.chunk ? cursor.after : -1;
    const found = (await read(chunk)).filter(({ leadId }) => leadId > after);
    const room = limits.leads - leads.length;
    leads.push(...found.slice(0, room));
    if (found.length > room) return { leads, next: { chunk, after: found[room - 1]?.leadId ?? after } };
  }
  return { leads, next: null };
}
