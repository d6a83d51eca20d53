import { basename, dirname, join } from "node:path";

const NAME = "vicidial-dearchive";
const DEFAULT_UNIT = `/etc/systemd/system/${NAME}.service`;

/** Where systems keep Apache's configuration, and how a new file is enabled. */
const SYSTEMS: readonly { readonly folder: string; readonly next: (file: string) => readonly string[] }[] = [
  {
    // Debian and Ubuntu.
    folder: "/etc/apache2/conf-available",
    next: (file) => [
      "a2enmod proxy proxy_http",
      `a2enconf ${basename(file, ".conf")}`,
      "apachectl configtest && systemctl reload apache2",
    ],
  },
  {
    // openSUSE and ViciBox.
    folder: "/etc/apache2/conf.d",
    next: () => ["a2enmod proxy", "a2enmod proxy_http", "apachectl configtest && systemctl restart apache2"],
  },
  {
    // AlmaLinux and Rocky Linux. The modules are enabled, but SELinux may block Apache's connections.
    folder: "/etc/httpd/conf.d",
    next: () => [
      "setsebool -P httpd_can_network_connect 1    # if SELinux is enabled",
      "apachectl configtest && systemctl reload httpd",
    ],
  },
];

/** Returns the usual path on this system; undefined without a known Apache. */
export function usualApacheFile(exists: (path: string) => boolean): string | undefined {
  const system = SYSTEMS.find(({ folder }) => exists(folder));
  return system && join(system.folder, `${NAME}.conf`);
}

/** Returns the usual path of an administrator's unit, the same on every system. */
export function usualUnitFile(): string {
  return DEFAULT_UNIT;
}

/** Returns the commands that enable the snippet. */
export function afterApacheFile(file: string): readonly string[] {
  const system = SYSTEMS.find(({ folder }) => folder === dirname(file));
  return (
    system?.next(file) ?? [
      `have the Apache that serves Vicidial include ${file}, with mod_proxy and mod_proxy_http loaded`,
      "apachectl configtest, then reload it",
    ]
  );
}

/** Returns the commands that enable the unit. */
export function afterUnitFile(file: string): readonly string[] {
  const name = basename(file, ".service");
  return ["systemctl daemon-reload", `systemctl enable ${name} && systemctl restart ${name}`];
}

/** Returns the links that enable a file; a dangling one would keep Apache from starting. */
export function enablingLinks(file: string): readonly string[] {
  return [
    join(dirname(dirname(file)), "conf-enabled", basename(file)),
    join(dirname(file), "multi-user.target.wants", basename(file)),
  ];
}
