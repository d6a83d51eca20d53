import { expect } from "chai";
import type { BrowserContextOptions } from "playwright-core";
import type { Config } from "../../server/config/index.ts";
import type { PluginOptions } from "../../server/index.ts";
import { type OpenPage, useChromium } from "./chromium.ts";
import { type Answer, send, startServer, type TestServer } from "./client.ts";
import { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";
import { createUser } from "./factories.ts";

export const HOME = "/vicidial/dearchive";

/** People of a call centre, each with nothing but what the columns say. Their passwords are their names, backwards. */
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

/** The header with which a browser signs somebody in. */
export function basicAuth(user: string, password = passwordOf(user)): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

export interface AdminSetup {
  readonly database: TestDatabase;
  readonly server: TestServer;
  /** The front page's address. */
  readonly url: string;
  /** Asks for a page, below the front page, as a browser that is signed in; a redirect is not followed. */
  get(user: string, path?: string, headers?: Record<string, string>): Promise<Answer>;
  /** The token that every form of that person carries now. */
  token(user: string): Promise<string>;
  /** Sends a form with that person's token, as a page of ours does; a redirect is not followed. */
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

/** The hidden field of a page's forms. */
export function csrfTokenIn(page: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? expect.fail("the page has no form");
}

/** What works on the pages of a server, whoever made it. */
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

/** Puts the people into a database. */
export async function createPeople(database: TestDatabase): Promise<void> {
  for (const [user, columns] of Object.entries(PEOPLE))
    await createUser(database, user, { modify_leads: "0", pass: passwordOf(user), ...columns });
}

/** A server with its people, for a `describe`. */
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

  return () => setup ?? expect.fail("the scene is made before the first test");
}

/** One browser for a `describe`; each page is opened by somebody who is signed in. */
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
