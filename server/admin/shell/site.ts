import type { BlockList } from "node:net";
import type { RouterContext } from "@koa/router";
import type { ParameterizedContext } from "koa";
import { baseOf, homeOf } from "../../http/basePath.ts";
import { forwardedValue } from "../../http/clientAddress.ts";
import type { RequestState } from "../../http/requestState.ts";
import type { AdminCustomer, AdminDependencies } from "./dependencies.ts";

const SANE_HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

const SCHEMES: ReadonlySet<string> = new Set(["http", "https"]);

/** Returns the Origin header of a form, in which the browser names the site as its user sees it. */
function browserOrigin(ctx: ParameterizedContext<RequestState>): string | undefined {
  const origin = ctx.get("Origin");
  if (!URL.canParse(origin)) return undefined;
  const { protocol, host } = new URL(origin);
  return SCHEMES.has(protocol.slice(0, -1)) && SANE_HOST.test(host) ? `${protocol}//${host}` : undefined;
}

/**
 * Returns scheme and host as the user sees them, for display only: from the browser, else from trusted proxies, else from the
 * connection.
 */
export function originOf(ctx: ParameterizedContext<RequestState>, trustedProxies: BlockList): string {
  const fromBrowser = browserOrigin(ctx);
  if (fromBrowser !== undefined) return fromBrowser;
  const forwarded = (header: string) => forwardedValue(ctx, header, trustedProxies);
  const host = forwarded("X-Forwarded-Host");
  const scheme = forwarded("X-Forwarded-Proto").toLowerCase();
  return `${SCHEMES.has(scheme) ? scheme : ctx.protocol}://${SANE_HOST.test(host) ? host : ctx.host}`;
}

/** The customer whose pages are requested, and their paths. */
export interface Site {
  readonly customer: AdminCustomer;
  readonly base: string;
  readonly home: string;
}

/** Returns the site in the path, or undefined if the customer does not exist. */
export function siteOf(ctx: RouterContext<RequestState>, { customers }: AdminDependencies): Site | undefined {
  const name = ctx.params["customer"];
  const customer = name === undefined ? customers[0] : customers.find((candidate) => candidate.name === name);
  if (!customer) return undefined;
  const base = baseOf(ctx);
  return { customer, base, home: homeOf(base, customer) };
}

/** Returns the default customer's site. */
export function defaultSite(ctx: ParameterizedContext<RequestState>, { customers }: AdminDependencies): Site {
  const base = baseOf(ctx);
  return { customer: customers[0], base, home: homeOf(base, customers[0]) };
}

/** Returns the requested address below the overview page, with its query; empty for a form, which cannot be returned to. */
export function hereOf({ method, originalUrl }: ParameterizedContext<RequestState>, { home }: Site): string {
  return method === "GET" && originalUrl.startsWith(home) ? originalUrl.slice(home.length) : "";
}
