import { phrase } from "../../lib/phrase.ts";
import { RUN_STATES } from "../../runs/run.ts";
import { countRuns } from "../../runs/store/countedRuns.ts";
import type { RunFilter } from "../../runs/store/runSearch.ts";
import { readCursor } from "../history/filterForm.ts";
import type { Page } from "../shell/adminPage.ts";
import { fieldError, fieldsQuery, readFields } from "../shell/formFields.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { columnHeadings } from "./countLabels.ts";
import { RUN_STYLES } from "./runContext.ts";
import { stateLabel } from "./runLabels.ts";
import { showRunLine } from "./runLine.ts";

const PAGE_SIZE = 50;
/** Characters of vicidial_users.user. */
const MAX_USER = 20;

const STATE_CHOICES = RUN_STATES.map((state) => ({
  value: state,
  label: stateLabel({ state, hold: null }).label,
}));

/** Parses the filter of the list. An invalid field gets an error. */
function readFilter(query: URLSearchParams) {
  return readFields<"state" | "user", RunFilter>(query, {
    state: (text) => ({
      state: RUN_STATES.find((state) => state === text) ?? fieldError(phrase("Choose one of the states.")),
    }),
    user: (text) => ({
      user: text.length <= MAX_USER ? text : fieldError(phrase("Enter at most %1s characters.", MAX_USER)),
    }),
  });
}

function fieldsOf({ state, user }: Readonly<Record<"state" | "user", string>>) {
  return [
    {
      name: "state",
      label: phrase("State"),
      type: "select",
      value: state,
      options: [{ value: "", label: phrase("Any") }, ...STATE_CHOICES],
    },
    {
      name: "user",
      label: phrase("User"),
      value: user,
      attributes: { maxlength: String(MAX_USER), spellcheck: "false", autocomplete: "off" },
    },
  ];
}

/** The runs that match the filter, newest first. */
export async function listRuns(page: Page): Promise<PageAnswer> {
  const { stores } = page.customer;
  const { values, errors, found: filter } = readFilter(page.query);
  const hasErrors = Object.keys(errors).length > 0;
  const before = readCursor(page.query)?.before;
  const users = await visibleUsers(page);
  // Runs of a hidden user are not found by name, so that a search does not reveal the user.
  const isHidden = filter.user !== undefined && !users.has(filter.user);
  const { runs, before: older } =
    hasErrors || isHidden
      ? { runs: [], before: null }
      : await stores.runSearch.page(filter, before, PAGE_SIZE);
  const locals = {
    fields: fieldsOf(values),
    errors,
    hasErrors,
    isFiltered: Object.values(values).some((value) => value !== ""),
    runs: (await countRuns(stores, runs)).map((counted) => showRunLine(counted, { users, zone: page.zone })),
    headings: columnHeadings(runs.map(({ direction }) => direction)),
    isFirstPage: before === undefined,
    newest: fieldsQuery(values),
    older: older === null ? null : fieldsQuery(values, { before: older }),
  };
  return renderView("runs/index", phrase("Runs"), locals, {
    styles: RUN_STYLES,
    status: hasErrors ? 422 : 200,
  });
}
