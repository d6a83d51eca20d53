import { basename, dirname, join } from "node:path";

/** Where a system keeps Apache's configuration, and what makes it read a new file there. */
export interface ApachePlace {
  readonly file: string;
  readonly next: readonly string[];
}

const NAME = "vicidial-dearchive";
const DEFAULT_UNIT = `/etc/systemd/system/${NAME}.service`;

const SYSTEMS: readonly { readonly folder: string; readonly next: (file: string) => readonly string[] }[] = [
  {
    // Debian, Ubuntu
    folder: "/etc/apache2/conf-available",
    next: (file) => [
      "a2enmod proxy proxy_http",
      `a2enconf ${basename(file, ".conf")}`,
      "apachectl configtest && systemctl reload apache2",
    ],
  },
  {
    // openSUSE, and so ViciBox
    folder: "/etc/apache2/conf.d",
    next: () => ["a2enmod proxy", "a2enmod proxy_http", "apachectl configtest && systemctl restart apache2"],
  },
  {
    // AlmaLinux, Rocky and their like: the modules are there, but SELinux may keep Apache from connecting.
    folder: "/etc/httpd/conf.d",
    next: () => [
      "setsebool -P httpd_can_network_connect 1    # where SELinux is on",
      "apachectl configtest && systemctl reload httpd",
    ],
  },
];

/** The usual place on this system, or undefined where there is no Apache that we know. */
export function usualApacheFile(exists: (path: string) => boolean): string | undefined {
  const system = SYSTEMS.find(({ folder }) => exists(folder));
  return system && join(system.folder, `${NAME}.conf`);
}

/** The usual place of a unit that an administrator installs, the same everywhere. */
export function usualUnitFile(): string {
  return DEFAULT_UNIT;
}

/** What is left to do once the snippet stands in its place. */
export function afterApacheFile(file: string): readonly string[] {
  const system = SYSTEMS.find(({ folder }) => folder === dirname(file));
  return (
    system?.next(file) ?? [
      `have the Apache that serves Vicidial include ${file}, with mod_proxy and mod_proxy_http loaded`,
      "apachectl configtest, then reload it",
    ]
  );
}

/** What is left to do once the unit stands in its place. */
export function afterUnitFile(file: string): readonly string[] {
  const name = basename(file, ".service");
  return ["systemctl daemon-reload", `systemctl enable ${name} && systemctl restart ${name}`];
}

/** The links by which a file is switched on; left behind, one would keep Apache from starting. */
export function enablingLinks(file: string): readonly string[] {
  return [
    join(dirname(dirname(file)), "conf-enabled", basename(file)),
    join(dirname(file), "multi-user.target.wants", basename(file)),
  ];
}
