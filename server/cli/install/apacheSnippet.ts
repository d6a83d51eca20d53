import { serviceUrl } from "../../doctor/serviceSettings.ts";

export interface SnippetOptions {
  /** The paths that the plugin answers, from plugin.json. */
  readonly mountPaths: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
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
  return `# Forwards the paths of Vicidial Dearchive to its service on this machine.
#
# - Apache appends the client's address to X-Forwarded-For. The service trusts this header only from the proxies in
#   DEARCHIVE_TRUSTED_PROXIES, which is set in the systemd unit that was installed with this file.
#   If a load balancer is in front of this Apache, add the load balancer's address to that setting.
# - The Host header is preserved, because the pages compare it with the Origin header of submitted forms.
# - The scheme is forwarded, so that the pages show https:// in their examples. A scheme set by a load balancer is kept.
# - Connections are not reused, because a connection that the service has just closed would cause a 502.
# - Without mod_proxy_http, Apache skips this block and Vicidial works as before.
<IfModule mod_proxy_http.c>
${mountPaths.map((path) => block(path, url)).join("")}</IfModule>
`;
}
