import { join } from "node:path";
import type { RouterContext } from "@koa/router";
import ejs from "ejs";
import type { CallState } from "../api/call.ts";
import { packageRoot } from "../root.ts";
import { SECURITY_HEADERS } from "./pageHeaders.ts";

/** Where /vicidial stands for this call: a host may mount us below a prefix, and links must carry it. */
export function baseOf(ctx: RouterContext<CallState>): string {
  const prefix = String(ctx["mountPath"] ?? "").replace(/\/$/, "");
  return `${prefix}/vicidial`;
}

/**
 * Renders a page of views/.
 *
 * @param view plain data: a template prints and loops, and computes nothing
 */
export async function renderPage(
  ctx: RouterContext<CallState>,
  name: string,
  view: Readonly<Record<string, unknown>>,
): Promise<void> {
  ctx.set(SECURITY_HEADERS);
  ctx.type = "html";
  const file = join(packageRoot, "views", name, "index.ejs");
  ctx.body = await ejs.renderFile(file, { ...view, base: baseOf(ctx) }, { cache: true });
}
