/**
 * Limits how many leads one statement handles on tables that a statement locks whole: the dialer waits until it ends. Fewer leads
 * per statement help the dialer and slow down the caller, so the size follows the measured time per lead.
 */

/** Target duration of one statement (ms). The dialer's p99 wait is about as long, and may be 20 ms. */
const STATEMENT_MS = 16;
/** Used until something was measured. */
const FIRST_LEADS = 125;
const FEWEST_LEADS = 50;
const MOST_LEADS = 500;
/** Odd number of measurements for a median: single ones may include a wait for another session's lock. */
const REMEMBERED = 9;

/** Measures one kind of statement, and limits the next ones. */
export interface StatementSize {
  /** Returns the maximum number of leads for the next statement. */
  size(): number;
  /** Records the duration of a statement. */
  note(leads: number, ms: number): void;
}

export function createStatementSize(): StatementSize {
  let msPerLead: readonly number[] = [];

  return {
    size() {
      const middle = msPerLead.toSorted((a, b) => a - b)[(msPerLead.length - 1) >> 1];
      if (middle === undefined) return FIRST_LEADS;
      return Math.max(FEWEST_LEADS, Math.min(MOST_LEADS, Math.floor(STATEMENT_MS / middle)));
    },
    note(leads, ms) {
      // With few leads, the fixed cost of a statement would count as the cost of its leads.
      if (leads < FEWEST_LEADS || ms <= 0) return;
      msPerLead = [...msPerLead, ms / leads].slice(-REMEMBERED);
    },
  };
}

/** One size per kind of statement: an insert takes twice as long as a delete. */
export interface StatementSizes {
  readonly insert: StatementSize;
  readonly update: StatementSize;
  readonly delete: StatementSize;
}

export function createStatementSizes(): StatementSizes {
  return { insert: createStatementSize(), update: createStatementSize(), delete: createStatementSize() };
}
