import type { RouterContext } from "@koa/router";
import type { RequestState } from "../../http/requestState.ts";
import { sign } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { styleSheetOf } from "./palette.ts";
import { siteOf } from "./site.ts";

const VERSION_LENGTH = 22;

/** Returns a version that nobody can guess without the secret. */
export function sheetVersion(secret: Buffer, customer: string, sheet: string): string {
  return sign(secret, "colors", JSON.stringify([customer, sheet])).slice(0, VERSION_LENGTH);
}

/** Returns the colors of the customer in the path if the version matches; otherwise the default customer's. */
async function sheetFor(ctx: RouterContext<RequestState>, dependencies: AdminDependencies): Promise<string> {
  const [home] = dependencies.customers;
  const site = siteOf(ctx, dependencies);
  const customer = site?.customer ?? home;
  const sheet = styleSheetOf((await customer.readLook()).colors);
  if (customer === home) return sheet;
  const secret = await dependencies.pageSecret();
  const isCurrent = ctx.query["v"] === sheetVersion(secret, customer.name, sheet);
  return isCurrent ? sheet : styleSheetOf((await home.readLook()).colors);
}

/**
 * Serves the colors as a style sheet, because the Content-Security-Policy forbids inline styles. Public: the documentation and
 * the sign-in page use the default customer's colors.
 */
export function colorsSheet(dependencies: AdminDependencies) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    ctx.body = await sheetFor(ctx, dependencies);
    ctx.type = "css";
    ctx.set("Cache-Control", ctx.query["v"] === undefined ? "no-cache" : "private, max-age=86400");
    ctx.set("X-Content-Type-Options", "nosniff");
  };
}
