/** Examples of requests and answers about runs, and of a webhook's message. */

/** The body of an example request. */
export const RUN_REQUEST_EXAMPLE = {
  direction: "restore",
  lead_ids: [1001, 1002],
  name: "Won back in November",
  skip: ["dnc"],
  start: true,
};

const COUNTS_EXAMPLE = {
  total: 2,
  moved: 2,
  already_there: 0,
  kept: 0,
  skipped: 0,
  not_found: 0,
  undone: 0,
  not_handled: 0,
};
const TIMES_EXAMPLE = {
  created_at: "2026-11-28T09:00:00.000Z",
  started_at: "2026-11-28T09:00:01.000Z",
  finished_at: "2026-11-28T09:00:02.000Z",
};

const LISTED_EXAMPLE = {
  id: 12,
  name: "Won back in November",
  state: "done",
  direction: "restore",
  user: "crm",
  source: { kind: "list", repeated: 0 },
  settings: { skip: ["dnc"], restore_callbacks: false, speed_limit: null, changes: null },
  starts_itself: true,
  is_cut: false,
  leads: COUNTS_EXAMPLE,
  progress: { found_all: true, checked: 2, handled: 2, percent: 100 },
  hold: null,
  ...TIMES_EXAMPLE,
  links: {
    self: "/vicidial/leads/runs/12",
    leads: "/vicidial/leads/runs/12/leads",
    page: "/vicidial/dearchive/runs/12",
    batches: "/vicidial/dearchive/history?run=12",
  },
};

export const RUN_EXAMPLE = {
  ...LISTED_EXAMPLE,
  outcomes: { moved: 2 },
  check: { warnings: { dialable: 1 }, unchecked: [] },
  estimate: null,
};

export const RUNS_EXAMPLE = { runs: [LISTED_EXAMPLE], next: null };

export const RUN_LEADS_EXAMPLE = {
  leads: [
    { lead_id: 1001, outcome: "moved", counted_as: "moved", batch_id: 31 },
    { lead_id: 1002, outcome: "left_out", counted_as: "skipped", skipped_for: "dnc", batch_id: null },
  ],
  next: null,
};

export const WEBHOOK_EXAMPLE = {
  type: "run.done",
  timestamp: TIMES_EXAMPLE.finished_at,
  data: {
    id: 12,
    name: "Won back in November",
    state: "done",
    direction: "restore",
    leads: COUNTS_EXAMPLE,
    ...TIMES_EXAMPLE,
  },
};
