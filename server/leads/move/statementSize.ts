/**
 * How many leads one statement takes on tables that a statement locks whole, where the dialer waits until it ends. Few
 * leads a statement are kind to the dialer and slow for the caller: the size follows the time that leads were seen to take.
 */

/** So long a statement may take: what the dialer waits at p99 was measured to be about as long, and may be 20 ms. */
const STATEMENT_MS = 16;
/** Before anything was measured. */
const FIRST_LEADS = 125;
const FEWEST_LEADS = 50;
const MOST_LEADS = 500;
/** An odd number of measurements, of which the middle one counts: somebody else's lock makes single ones long. */
const REMEMBERED = 9;

/** Measures one kind of statement, and says how many leads the next ones take. */
export interface StatementSize {
  /** The most leads for one statement now. */
  size(): number;
  /** Notes that a statement over so many leads took so many milliseconds. */
  note(leads: number, ms: number): void;
}

/** Pure but for its memory: times are measured by the caller. */
export function createStatementSize(): StatementSize {
  let msPerLead: readonly number[] = [];

  return {
    size() {
      const middle = msPerLead.toSorted((a, b) => a - b)[(msPerLead.length - 1) >> 1];
      if (middle === undefined) return FIRST_LEADS;
      return Math.max(FEWEST_LEADS, Math.min(MOST_LEADS, Math.floor(STATEMENT_MS / middle)));
    },
    note(leads, ms) {
      // What a statement costs by itself would pass for the cost of its few leads.
      if (leads < FEWEST_LEADS || ms <= 0) return;
      msPerLead = [...msPerLead, ms / leads].slice(-REMEMBERED);
    },
  };
}

/** The statements that change a table, each with a pace of its own: an insert takes twice as long as a delete. */
export interface StatementSizes {
  readonly insert: StatementSize;
  readonly update: StatementSize;
  readonly delete: StatementSize;
}

export function createStatementSizes(): StatementSizes {
  return { insert: createStatementSize(), update: createStatementSize(), delete: createStatementSize() };
}
