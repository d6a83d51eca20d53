import type { RouterContext } from "@koa/router";
import type { CallState } from "../../http/requestState.ts";
import { sign } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { styleSheetOf } from "./palette.ts";
import { siteOf } from "./site.ts";

const VERSION_LENGTH = 22;

/** Tells a style sheet of a customer from any other; nobody else can tell it. */
export function sheetVersion(secret: Buffer, customer: string, sheet: string): string {
  return sign(secret, "colors", JSON.stringify([customer, sheet])).slice(0, VERSION_LENGTH);
}

/** The sheet of the customer that the path names, to those who were told its version; the default one's to others. */
async function sheetFor(ctx: RouterContext<CallState>, parts: AdminDependencies): Promise<string> {
  const [home] = parts.customers;
  const site = siteOf(ctx, parts);
  const customer = site?.customer ?? home;
  const sheet = styleSheetOf(await customer.readColors());
  if (customer === home) return sheet;
  const secret = await parts.pageSecret();
  const isTold = ctx.query["v"] === sheetVersion(secret, customer.name, sheet);
  return isTold ? sheet : styleSheetOf(await home.readColors());
}

/**
 * The installation's colours as a style sheet of its own: the policy of the pages allows none inside them. Public, because the
 * documentation and the sign-in page wear the default customer's.
 */
export function colorsSheet(parts: AdminDependencies) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    ctx.body = await sheetFor(ctx, parts);
    ctx.type = "css";
    ctx.set("Cache-Control", ctx.query["v"] === undefined ? "no-cache" : "private, max-age=86400");
    ctx.set("X-Content-Type-Options", "nosniff");
  };
}
