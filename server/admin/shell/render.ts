import { join } from "node:path";
import ejs from "ejs";
import type { Context } from "koa";
import { packageRoot } from "../../lib/packageRoot.ts";
import type { Frame } from "./frame.ts";
import { createRichText } from "./richText.ts";
import { SECURITY_HEADERS } from "./securityHeaders.ts";

const OPTIONS = { cache: true } as const;

function fileOf(view: string): string {
  return join(packageRoot, "views", `${view}.ejs`);
}

/**
 * Renders a template inside the layout.
 *
 * @param view path below views/, without the extension
 * @param locals plain data; templates compute nothing. Every template also receives `t`, which translates a text, and `rich` for marked up values
 */
export async function renderPage(
  ctx: Context,
  view: string,
  locals: Readonly<Record<string, unknown>>,
  frame: Frame,
): Promise<void> {
  const t = frame.translate;
  const rich = createRichText(t);
  const body = await ejs.renderFile(fileOf(view), { ...locals, frame, t, rich }, OPTIONS);
  const text = await ejs.renderFile(fileOf("layout"), { frame, t, rich, body }, OPTIONS);
  ctx.set(SECURITY_HEADERS);
  ctx.type = "html";
  ctx.body = text;
}
