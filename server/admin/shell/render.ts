import { join } from "node:path";
import ejs from "ejs";
import type { Context } from "koa";
import { packageRoot } from "../../lib/packageRoot.ts";
import type { Frame } from "./frame.ts";
import { SECURITY_HEADERS } from "./securityHeaders.ts";

const OPTIONS = { cache: true } as const;

function fileOf(view: string): string {
  return join(packageRoot, "views", `${view}.ejs`);
}

/**
 * Renders a template of views/ inside the frame.
 *
 * @param view the template below views/, without its ending
 * @param locals plain data: a template prints and loops, and computes nothing
 */
export async function renderPage(
  ctx: Context,
  view: string,
  locals: Readonly<Record<string, unknown>>,
  frame: Frame,
): Promise<void> {
  const body = await ejs.renderFile(fileOf(view), { ...locals, frame }, OPTIONS);
  const text = await ejs.renderFile(fileOf("layout"), { frame, body }, OPTIONS);
  ctx.set(SECURITY_HEADERS);
  ctx.type = "html";
  ctx.body = text;
}
