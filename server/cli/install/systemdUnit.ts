import { basename } from "node:path";
import type { ConfigFiles } from "../../config/index.ts";
import { ENVIRONMENT_FILE } from "../../doctor/serviceSettings.ts";

export interface UnitOptions {
  readonly node: string;
  readonly program: string;
  readonly files: ConfigFiles;
  readonly listen: { readonly host: string; readonly port: number };
  readonly trustedProxies: readonly string[];
  /** Set if the plugin's tables are in another database than Vicidial's. */
  readonly ownDatabase?: string;
}

const LOOPBACK = ["127.0.0.1", "::1"];
/** Folder of LoadCredential files; `%d` exists only since systemd 250. */
const CREDENTIALS = "%t/credentials/%n";
const HOMES = /^\/(home|root)\//;

/** Quotes a word of a unit, so that specifiers, variables and spaces have no effect. */
function word(text: string): string {
  return `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("%", "%%")
    .replaceAll("$", () => "$$")}"`;
}

/** Quotes an assignment; systemd expands no variables here. */
function setting(name: string, value: string): string {
  const quoted = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%");
  return `Environment="${name}=${quoted}"`;
}

/** The default customer's credential has no `.conf`, so that it does not look like a further customer. */
function credentials({ conf, customers }: ConfigFiles): readonly string[] {
  const path = (file: string) => file.replaceAll("%", "%%");
  return [
    `LoadCredential=astguiclient:${path(conf)}`,
    ...customers.map((each) => `LoadCredential=${basename(each.conf)}:${path(each.conf)}`),
    `Environment=DEARCHIVE_CONF=${CREDENTIALS}/astguiclient`,
    ...(customers.length > 0 ? [`Environment=DEARCHIVE_CUSTOMERS=${CREDENTIALS}`] : []),
  ];
}

/** Several times the 155 MB and a dozen threads that eight callers beside a run of 100,000 leads need. */
const MEMORY_MAX = "1G";
const TASKS_MAX = 128;

/** Returns whether a path is in a home folder, which the service's user cannot enter. */
function isInHome(...paths: readonly string[]): boolean {
  return paths.some((path) => HOMES.test(path));
}

/** Returns the unit: a user without rights, a read-only system, and no secrets in the environment. */
export function systemdUnit(options: UnitOptions): string {
  const { node, program, files, listen, trustedProxies, ownDatabase } = options;
  const proxies = [...new Set([...LOOPBACK, ...trustedProxies])].join(",");
  return `[Unit]
Description=Vicidial Dearchive: restores archived leads
After=network-online.target mariadb.service mysql.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${word(node)} --enable-source-maps ${word(program)}
Restart=always
RestartSec=5
# Moves in progress finish before the service stops.
TimeoutStopSec=60

# The files with passwords are often readable only by root, so systemd passes copies to the service.
# Restart the service after changing them. To add a customer, run "vicidial-dearchive install" again.
${credentials(files).join("\n")}
${setting("DEARCHIVE_HOST", listen.host)}
${setting("DEARCHIVE_PORT", String(listen.port))}
${setting("DEARCHIVE_TRUSTED_PROXIES", proxies)}
${ownDatabase === undefined ? "" : `${setting("DEARCHIVE_DATABASE", ownDatabase)}\n`}# Settings in this optional file override the lines above.
EnvironmentFile=-${ENVIRONMENT_FILE}

# The user exists only while the service runs; the service stores nothing on this machine.
DynamicUser=yes
User=vicidial-dearchive
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=${isInHome(node, program) ? "read-only" : "yes"}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
# MemoryDenyWriteExecute is not set, because Node compiles JavaScript at run time.
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
UMask=0077
# A fault in the service must not take the dialer's memory. systemd restarts it when it exceeds these limits.
MemoryMax=${MEMORY_MAX}
TasksMax=${TASKS_MAX}

[Install]
WantedBy=multi-user.target
`;
}
