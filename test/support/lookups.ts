import { type Description, expectDescribed, readDescription } from "./apiDescription.ts";
import type { ApiSetup } from "./apiSetup.ts";
import { type Answer, post, send } from "./client.ts";

export const ARCHIVED = "/vicidial/leads/archived";
export const LOCATE = "/vicidial/leads/locate";
export const BY_PHONE = "/vicidial/leads/restore-by-phone";

type Headers = Readonly<Record<string, string>>;

/** Sends look-ups. Expects each answer to be as the OpenAPI document describes it. */
export function createLookupRequests(setup: () => Pick<ApiSetup, "server" | "key">) {
  let description: Description | undefined;

  async function described(operation: string, request: Promise<Answer>): Promise<Answer> {
    description ??= await readDescription(setup().server.url);
    const answer = await request;
    expectDescribed(description, operation, answer);
    return answer;
  }

  const withKey = (key: string, headers: Headers) => ({ Authorization: `Key=${key}`, ...headers });
  const urlOf = (path: string, query: string) => `${setup().server.url}${path}?${query}`;

  return {
    /** Sends a search by its query string. */
    find: (query: string, key = setup().key, headers: Headers = {}): Promise<Answer> =>
      described("findArchivedLeads", send(urlOf(ARCHIVED, query), { headers: withKey(key, headers) })),

    locate: (body: unknown, key = setup().key, headers: Record<string, string> = {}): Promise<Answer> =>
      described("locateLeads", post(setup().server.url + LOCATE, key, body, headers)),

    /** Sends a caller's number with the key in the URL, as Vicidial does. */
    call: (query: string, key: string): Promise<Answer> =>
      described("restoreLeadByPhone", send(urlOf(BY_PHONE, `key=${key}&${query}`), {})),

    /** Sends a caller's number with the key in a header. */
    callWithHeader: (query: string, key: string): Promise<Answer> =>
      described("restoreLeadByPhone", send(urlOf(BY_PHONE, query), { headers: withKey(key, {}) })),
  };
}
