import { existsSync, readFileSync } from "node:fs";
import { broken, type Finding, ok, warning } from "./finding.ts";
import { type ProbeAnswer, probe } from "./httpProbe.ts";
import { type ServiceSettings, serviceUrl } from "./serviceSettings.ts";
import { afterApacheFile } from "./systemPaths.ts";

const CHECK = "web server";
const HEALTH = "/vicidial/dearchive/health";
/** One address below each path in plugin.json. A GET of a move is answered with 405 and moves nothing. */
const PROBES = [HEALTH, "/vicidial/leads/dearchive", "/vicidial/lead/dearchive"] as const;
const HERE = ["http://127.0.0.1", "https://127.0.0.1"];
const SELINUX = "setsebool -P httpd_can_network_connect 1    # if SELinux is enabled";

export interface WebServerOptions {
  /** Scheme and host of Vicidial's web server; undefined for the one on this machine. */
  readonly site: string | undefined;
  /** Path of the Apache snippet; undefined if this machine needs none. */
  readonly apacheFile: string | undefined;
  readonly listen: ServiceSettings["listen"];
}

interface Forwarding extends WebServerOptions {
  /** Web server that answered. */
  readonly server: string;
  readonly target: string;
  readonly isServiceUp: boolean;
}

/** Returns the commands that make Apache forward to the service. */
function fixOf({ apacheFile }: WebServerOptions): readonly string[] {
  return ["vicidial-dearchive install", ...(apacheFile === undefined ? [] : afterApacheFile(apacheFile))];
}

/** Returns where the installed snippet forwards to; undefined without a snippet. */
function snippetTarget(apacheFile: string | undefined): string | undefined {
  if (apacheFile === undefined || !existsSync(apacheFile)) return undefined;
  return /ProxyPass\s+"?(https?:\/\/[^/"\s]+)/.exec(readFileSync(apacheFile, "utf8"))?.[1];
}

function wrongTarget(forwarding: Forwarding, found: string): Finding {
  const { server, target } = forwarding;
  return broken(
    CHECK,
    `The web server ${server} forwards to ${found}, but the service listens on ${target}. Forward to ${target}.`,
    fixOf(forwarding),
  );
}

function unreachableFinding(forwarding: Forwarding, status: number): Finding {
  const { server, target, isServiceUp } = forwarding;
  return isServiceUp
    ? broken(
        CHECK,
        `The web server ${server} answers ${status}, although the service answers on ${target}. Let Apache connect to it.`,
        [...fixOf(forwarding), SELINUX],
      )
    : broken(
        CHECK,
        `The web server ${server} answers ${status}, because the service does not answer on ${target}. Start it.`,
        ["systemctl restart vicidial-dearchive"],
      );
}

function strangerFinding(forwarding: Forwarding, path: string, { status, body }: ProbeAnswer): Finding {
  const { server } = forwarding;
  if (status === 401)
    return broken(
      CHECK,
      `The web server ${server} asks for a password of its own before it forwards ${path}. Exempt the path from it.`,
    );
  const isPage = /<(!doctype|html|body)/i.test(body);
  const answer = status < 400 && isPage ? "another page, such as Vicidial's," : `status ${status}`;
  return broken(
    CHECK,
    `The web server ${server} does not forward ${path} to the plugin: it answers with ${answer} instead. Forward the path.`,
    fixOf(forwarding),
  );
}

const isGatewayError = ({ status }: ProbeAnswer): boolean => status >= 502 && status <= 504;

/** Only the machine itself may read all metrics, and a request without these headers looks like the machine's own. */
function hidesCaller({ body }: ProbeAnswer): boolean {
  return body.includes('"customers"');
}

async function examineForwarding(forwarding: Forwarding): Promise<readonly Finding[]> {
  const { server, target, apacheFile, isServiceUp } = forwarding;
  const written = snippetTarget(apacheFile);
  const answers = await Promise.all(
    PROBES.map(async (path) => ({ path, answer: await probe(server + path) })),
  );
  for (const { path, answer } of answers) {
    if (!answer) return [broken(CHECK, `The web server ${server} does not answer for ${path}.`)];
    if (answer.isOurs) continue;
    if (!isGatewayError(answer)) return [strangerFinding(forwarding, path, answer)];
    return written !== undefined && written !== target
      ? [wrongTarget(forwarding, written)]
      : [unreachableFinding(forwarding, answer.status)];
  }
  if (written !== undefined && written !== target) return [wrongTarget(forwarding, written)];
  if (!isServiceUp) return [wrongTarget(forwarding, "another address")];
  const [health] = answers;
  return health?.answer && hidesCaller(health.answer)
    ? [
        warning(
          CHECK,
          `The web server ${server} does not pass on the client's address, so anyone can read the metrics. Set ProxyAddHeaders On.`,
          fixOf(forwarding),
        ),
      ]
    : [ok(CHECK, `The web server ${server} forwards the plugin's paths to ${target}.`)];
}

/** Finds the first web server that answers at all. */
async function findServer(sites: readonly string[]): Promise<string | undefined> {
  for (const site of sites) if (await probe(site + HEALTH)) return site;
  return undefined;
}

/** Checks with real requests that the web server of Vicidial forwards the plugin's paths to the service. */
export async function examineWebServer(options: WebServerOptions): Promise<readonly Finding[]> {
  const { site, apacheFile, listen } = options;
  const isInstalled = apacheFile !== undefined && existsSync(apacheFile);
  if (site === undefined && !isInstalled)
    return [
      ok(CHECK, "No Apache on this machine was set up for the plugin. Use --site to check another one."),
    ];
  const server = await findServer(site === undefined ? HERE : [site]);
  if (server === undefined)
    return [
      warning(
        CHECK,
        `No web server answers on ${site ?? "this machine"}. Start it, or name Vicidial's web server with --site.`,
      ),
    ];
  const target = serviceUrl(listen);
  const isServiceUp = (await probe(target + HEALTH))?.isOurs === true;
  return examineForwarding({ ...options, server, target, isServiceUp });
}
