import { type Fields, fieldsOf, itemsOf, type RawAnswer, readFailure } from "./answer.ts";
import { DearchiveClientError, type Failure } from "./clientError.ts";
import { camelCase, renameAll, snakeCase } from "./fieldNames.ts";
import type {
  ArchivedLead,
  FindOptions,
  LeadSearch,
  LocatedCode,
  LocatedLead,
  LookupOptions,
} from "./lookupTypes.ts";
import { type RetryPolicy, retry } from "./retry.ts";
import type { Call, RequestOptions } from "./send.ts";
import { createTally } from "./tally.ts";

const PAGE_SIZE = 500;
const LOCATED_AT_ONCE = 500;

/** The answer to a look-up. */
interface Found {
  readonly ok: true;
  readonly leads: readonly Fields[];
  readonly next: string | null;
}

function isFields(item: unknown): item is Fields {
  return typeof item === "object" && item !== null;
}

function readFound(answer: RawAnswer, now: number): Found | Failure {
  const fields = fieldsOf(answer.text);
  const { leads, next } = fields;
  if (answer.status !== 200 || !Array.isArray(leads)) return readFailure(answer, fields, now);
  return { ok: true, leads: itemsOf(leads).filter(isFields), next: typeof next === "string" ? next : null };
}

/** Renames the API's fields: `lead_id` becomes `leadId`. */
function renamed<Lead>(fields: Fields): Lead {
  return renameAll(fields, camelCase) as Lead;
}

/** Returns the query string of a search. */
function queryOf(search: LeadSearch): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const each of [value ?? []].flat()) query.append(snakeCase(name), String(each));
  return query;
}

function* chunksOf<T>(items: Iterable<T>): Generator<readonly T[]> {
  const all = [...new Set(items)];
  for (let at = 0; at < all.length; at += LOCATED_AT_ONCE) yield all.slice(at, at + LOCATED_AT_ONCE);
}

/** Creates the client's look-ups. */
export function createLookups({ send, urlOf, retryPolicy }: RequestOptions) {
  /** @throws DearchiveClientError */
  async function ask(call: Omit<Call, "headers">, { signal }: LookupOptions): Promise<Found> {
    const policy: RetryPolicy = {
      ...retryPolicy,
      signal: signal ?? new AbortController().signal,
      waitForOfficeHours: false,
      onPause: () => undefined,
    };
    const answer = await retry(() => send({ ...call, headers: {} }, readFound, policy.signal), policy);
    if (!answer.ok) throw new DearchiveClientError(answer, createTally().summary());
    return answer;
  }

  async function locateAll<Lead>(field: string, values: Iterable<number | string>, options: LookupOptions) {
    const located: Lead[] = [];
    for (const chunk of chunksOf(values)) {
      const body = JSON.stringify({ [field]: chunk });
      const { leads } = await ask({ url: urlOf("locate"), body }, options);
      located.push(...leads.map((lead) => renamed<Lead>(lead)));
    }
    return located;
  }

  function locate(
    what: { readonly leadIds: Iterable<number> },
    options?: LookupOptions,
  ): Promise<readonly LocatedLead[]>;
  function locate(
    what: { readonly vendorLeadCodes: Iterable<string> },
    options?: LookupOptions,
  ): Promise<readonly LocatedCode[]>;
  /**
   * Tells where leads are, in the order given. Takes any number of ids or codes and sends each once.
   *
   * @throws DearchiveClientError
   */
  function locate(
    what: { readonly leadIds: Iterable<number> } | { readonly vendorLeadCodes: Iterable<string> },
    options: LookupOptions = {},
  ): Promise<readonly LocatedLead[] | readonly LocatedCode[]> {
    return "leadIds" in what
      ? locateAll<LocatedLead>("lead_ids", what.leadIds, options)
      : locateAll<LocatedCode>("vendor_lead_codes", what.vendorLeadCodes, options);
  }

  return {
    /**
     * Finds archived leads, in ascending order of their ids. Asks for the next page only when it is needed.
     *
     * @throws DearchiveClientError
     */
    async *find(search: LeadSearch, options: FindOptions = {}): AsyncGenerator<ArchivedLead> {
      const query = queryOf(search);
      query.set("limit", String(options.pageSize ?? PAGE_SIZE));
      for (let next: string | null = ""; next !== null; ) {
        if (next !== "") query.set("after", next);
        const page: Found = await ask({ url: `${urlOf("archived")}?${query}` }, options);
        yield* page.leads.map((lead) => renamed<ArchivedLead>(lead));
        next = page.next;
      }
    },

    locate,
  };
}
