import Koa from "koa";
import mount from "koa-mount";
import type { Plugin } from "../server/index.ts";

const PAGES = "/vicidial/dearchive";

/** A constant page, so that nothing of the request is repeated in it. */
const NO_VICIDIAL = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not in the demo</title>
<h1>The demo has no Vicidial beside it</h1>
<p>In a real installation this link opens a page of Vicidial's own.</p>
<p><a href="${PAGES}">Back to Lead Dearchive</a></p>
</html>
`;

/** Stands in for the logo, which Vicidial's web server has beside its pages. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 170 45">
<rect width="170" height="45" rx="4" fill="#fff"/>
<text x="85" y="29" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#015b91">Your logo</text>
</svg>
`;

/** Serves a placeholder for Vicidial's pages, so that links to them work, and one for its logo. */
export function besideVicidial(plugin: Plugin): Plugin {
  const host = new Koa();
  host.use(mount("/", plugin.app));
  host.use((ctx) => {
    if (ctx.path === "/") return ctx.redirect(PAGES);
    if (ctx.path.includes("/vicidial_admin_web_logo")) {
      ctx.type = "svg";
      ctx.body = LOGO;
      return;
    }
    if (!ctx.path.endsWith(".php")) return;
    ctx.status = 404;
    ctx.type = "html";
    ctx.body = NO_VICIDIAL;
  });
  return { ...plugin, app: host };
}
