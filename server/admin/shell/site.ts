import type { RouterContext } from "@koa/router";
import type { ParameterizedContext } from "koa";
import type { CallState } from "../../http/requestState.ts";
import type { AdminCustomer, AdminDependencies } from "./dependencies.ts";

/** Returns the path of /vicidial, including the prefix that a host application mounts the plugin below. */
export function baseOf(ctx: ParameterizedContext<CallState>): string {
  const prefix = String(ctx["mountPath"] ?? "").replace(/\/$/, "");
  return `${prefix}/vicidial`;
}

const SANE_HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

/** Returns scheme and host as the browser sees them. For display only: clients can forge the forwarded headers. */
export function originOf(ctx: ParameterizedContext<CallState>): string {
  const last = (name: string) => ctx.get(name).split(",").at(-1)?.trim() ?? "";
  const host = SANE_HOST.test(last("X-Forwarded-Host")) ? last("X-Forwarded-Host") : ctx.host;
  const forwarded = last("X-Forwarded-Proto").toLowerCase();
  const scheme = ["http", "https"].includes(forwarded) ? forwarded : ctx.protocol;
  return `${scheme}://${host}`;
}

/** The customer whose pages are requested, and their paths. */
export interface Site {
  readonly customer: AdminCustomer;
  readonly base: string;
  readonly home: string;
}

/** Returns the path of a customer's overview page. */
export function homeOf(base: string, { isHome, name }: Pick<AdminCustomer, "isHome" | "name">): string {
  return isHome ? `${base}/dearchive` : `${base}/dearchive/customers/${encodeURIComponent(name)}`;
}

/** Returns the site in the path, or undefined if the customer does not exist. */
export function siteOf(ctx: RouterContext<CallState>, { customers }: AdminDependencies): Site | undefined {
  const name = ctx.params["customer"];
  const customer = name === undefined ? customers[0] : customers.find((candidate) => candidate.name === name);
  if (!customer) return undefined;
  const base = baseOf(ctx);
  return { customer, base, home: homeOf(base, customer) };
}

/** Returns the default customer's site. */
export function defaultSite(ctx: ParameterizedContext<CallState>, { customers }: AdminDependencies): Site {
  const base = baseOf(ctx);
  return { customer: customers[0], base, home: homeOf(base, customers[0]) };
}
