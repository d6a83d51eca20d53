import { expect } from "chai";
import type { BrowserContextOptions } from "playwright-core";
import type { Config } from "../../server/config/index.ts";
import type { PluginOptions } from "../../server/index.ts";
import { type OpenPage, useChromium } from "./chromium.ts";
import { type Answer, send, startServer, type TestServer } from "./client.ts";
import { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";
import { createUser } from "./factories.ts";

export const HOME = "/vicidial/dearchive";

/** Vicidial users with only these rights. Each one's password is the user name backwards. */
export const PEOPLE = {
  boss: {
    user_level: 9,
    modify_leads: "1",
    modify_users: "1",
    modify_call_times: "1",
    view_reports: "1",
    export_reports: "1",
  },
  keeper: { modify_users: "1" },
  planner: { modify_call_times: "1" },
  reporter: { view_reports: "1" },
  exporter: { view_reports: "1", export_reports: "1" },
  mover: { view_reports: "1", modify_leads: "1" },
  nobody: {},
} as const;
export type Person = keyof typeof PEOPLE;

export function passwordOf(user: string): string {
  return [...user].reverse().join("");
}

/** Returns the header with which a browser signs a user in. */
export function basicAuth(user: string, password = passwordOf(user)): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

export interface AdminSetup {
  readonly database: TestDatabase;
  readonly server: TestServer;
  /** Address of the overview page. */
  readonly url: string;
  /** Requests a page below the overview as a signed-in browser does. Does not follow redirects. */
  get(user: string, path?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Returns the CSRF token in the user's forms. */
  token(user: string): Promise<string>;
  /** Submits a form with the user's CSRF token. Does not follow redirects. */
  submit(
    user: string,
    path: string,
    fields: Readonly<Record<string, string>> | URLSearchParams,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export interface AdminSetupOptions {
  readonly plugin?: Omit<PluginOptions, "config">;
  readonly config?: Partial<Config>;
  readonly database?: TestDatabaseOptions;
}

const NAVIGATION = { Accept: "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin" };

/** Returns the CSRF token in a page's form. */
export function csrfTokenIn(page: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? expect.fail("the page has no form");
}

/** Returns the helpers that request pages of the server at this address. */
export function adminClient(url: string): Pick<AdminSetup, "get" | "token" | "submit"> {
  const get: AdminSetup["get"] = (user, path = "", headers = {}) =>
    send(url + path, { headers: { ...NAVIGATION, ...basicAuth(user), ...headers }, redirect: "manual" });
  const token: AdminSetup["token"] = async (user) => csrfTokenIn((await get(user)).text);
  return {
    get,
    token,
    async submit(user, path, fields, headers = {}) {
      const body = new URLSearchParams(fields);
      if (!body.has("_csrf")) body.set("_csrf", await token(user));
      return send(url + path, {
        method: "POST",
        headers: { ...NAVIGATION, Origin: new URL(url).origin, ...basicAuth(user), ...headers },
        body,
        redirect: "manual",
      });
    },
  };
}

/** Creates the users of `PEOPLE`. */
export async function createPeople(database: TestDatabase): Promise<void> {
  for (const [user, columns] of Object.entries(PEOPLE))
    await createUser(database, user, { modify_leads: "0", pass: passwordOf(user), ...columns });
}

/** Creates a database with the users of `PEOPLE` and a server for a `describe`. Returns a getter for use inside tests. */
export function useAdminSetup(options: AdminSetupOptions = {}): () => AdminSetup {
  let setup: AdminSetup | undefined;

  before(async () => {
    const database = await createTestDatabase(options.database);
    await createPeople(database);
    const config = { ...database.config, ...options.config };
    const server = await startServer(database, { ...options.plugin, config });
    const url = server.url + HOME;
    setup = { database, server, url, ...adminClient(url) };
  });

  after(async () => {
    await setup?.server.close();
    await setup?.database.drop();
  });

  return () => setup ?? expect.fail("the setup exists once the first test starts");
}

/** Provides a browser for a `describe`. Each page opens in a session of its own, signed in as `user`. */
export function useAdminBrowser(): () => {
  open(url: string, user: string, options?: BrowserContextOptions): Promise<OpenPage>;
} {
  const browser = useChromium();
  return () => ({
    open: (url, user, options = {}) =>
      browser().open(url, {
        httpCredentials: { username: user, password: passwordOf(user) },
        ...options,
      }),
  });
}
