import type { RouterContext } from "@koa/router";
import type { ParameterizedContext } from "koa";
import type { CallState } from "../../http/requestState.ts";
import type { AdminCustomer, AdminDependencies } from "./dependencies.ts";

/** Where /vicidial stands for this call: a host may mount us below a prefix, and links must carry it. */
export function baseOf(ctx: ParameterizedContext<CallState>): string {
  const prefix = String(ctx["mountPath"] ?? "").replace(/\/$/, "");
  return `${prefix}/vicidial`;
}

const SANE_HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

/** Scheme and host as the person sees them; a proxy in front tells both. For showing only: nothing is decided by it. */
export function originOf(ctx: ParameterizedContext<CallState>): string {
  const last = (name: string) => ctx.get(name).split(",").at(-1)?.trim() ?? "";
  const host = SANE_HOST.test(last("X-Forwarded-Host")) ? last("X-Forwarded-Host") : ctx.host;
  const forwarded = last("X-Forwarded-Proto").toLowerCase();
  const scheme = ["http", "https"].includes(forwarded) ? forwarded : ctx.protocol;
  return `${scheme}://${host}`;
}

/** Which customer's pages are asked for, and where they stand. */
export interface Site {
  readonly customer: AdminCustomer;
  readonly base: string;
  readonly home: string;
}

/** The front page's path of a customer's pages. */
export function homeOf(base: string, { isHome, name }: Pick<AdminCustomer, "isHome" | "name">): string {
  return isHome ? `${base}/dearchive` : `${base}/dearchive/customers/${encodeURIComponent(name)}`;
}

/** The place that the path names; undefined for a customer that is none. */
export function siteOf(ctx: RouterContext<CallState>, { customers }: AdminDependencies): Site | undefined {
  const name = ctx.params["customer"];
  const customer = name === undefined ? customers[0] : customers.find((each) => each.name === name);
  if (!customer) return undefined;
  const base = baseOf(ctx);
  return { customer, base, home: homeOf(base, customer) };
}

/** Where somebody is whose path names nothing. */
export function defaultSite(ctx: ParameterizedContext<CallState>, { customers }: AdminDependencies): Site {
  const base = baseOf(ctx);
  return { customer: customers[0], base, home: homeOf(base, customers[0]) };
}
