import { isIP } from "node:net";

export interface SnippetOptions {
  /** The paths that the plugin answers, from plugin.json. */
  readonly mountPaths: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
}

const EVERY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };

/** Returns the address at which Apache reaches the service, which may listen on every address. */
export function serviceUrl({ host, port }: SnippetOptions["listen"]): string {
  const reachable = EVERY_ADDRESS[host] ?? (isIP(host) === 6 ? `[${host}]` : host);
  return `http://${reachable}:${port}`;
}

function block(path: string, url: string): string {
  return `  <Location "${path}">
    ProxyPass "${url}${path}" retry=0 timeout=300 disablereuse=On
    ProxyPreserveHost On
    ProxyAddHeaders On
    <IfModule mod_headers.c>
      RequestHeader setifempty X-Forwarded-Proto "expr=%{REQUEST_SCHEME}"
    </IfModule>
  </Location>
`;
}

/**
 * Returns the configuration for the Apache that serves Vicidial. A Location matches whole path segments, so the paths do not
 * match each other or Vicidial's pages.
 */
export function apacheSnippet({ mountPaths, listen }: SnippetOptions): string {
  const url = serviceUrl(listen);
  return `# Hands the paths of Vicidial Dearchive on to its service on this machine.
#
# - Apache adds the caller's address at the right end of X-Forwarded-For. The service believes what stands there only where
#   it comes from a proxy named in DEARCHIVE_TRUSTED_PROXIES, as the unit that was installed with this file says.
#   Behind a load balancer in front of this Apache, add the balancer's address there.
# - The Host header is kept, for the pages compare it with the Origin of what is sent to them.
# - The scheme is passed on, so that pages show https:// in their examples. One that a balancer in front has set stays.
# - Connections are not reused: one that the service has just closed would turn a call into a 502.
# - Without mod_proxy_http the block is passed over, and Vicidial goes on as before.
<IfModule mod_proxy_http.c>
${mountPaths.map((path) => block(path, url)).join("")}</IfModule>
`;
}
