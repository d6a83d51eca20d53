import { ensureInstalled, findProgram } from "./debianPackages.ts";

/** Where the two programs of a MariaDB server stand on this machine. */
export interface MariaDbPrograms {
  readonly server: string;
  readonly installDb: string;
}

/** The server without a system service, so that no daemon is left behind; the second holds my_print_defaults. */
const PACKAGES = ["mariadb-server-core", "mariadb-client-core"];

const SERVER_NAMES = ["mariadbd", "mysqld"];
const INSTALLER_NAMES = ["mariadb-install-db", "mysql_install_db"];
/** What the installer calls; Debian ships it in another package than the server. */
const HELPER_NAMES = ["my_print_defaults"];

function findPrograms(): MariaDbPrograms | undefined {
  const server = findProgram(SERVER_NAMES);
  const installDb = findProgram(INSTALLER_NAMES);
  return server && installDb && findProgram(HELPER_NAMES) ? { server, installDb } : undefined;
}

/**
 * Finds MariaDB's programs; as root on a Debian machine without them, installs their package first.
 *
 * @param say told what is going on, a line at a time
 * @throws Error that says exactly what to install, when it cannot be done here
 */
export function ensureMariaDb(say: (line: string) => void): MariaDbPrograms {
  return ensureInstalled({ name: "A MariaDB server", packages: PACKAGES, find: findPrograms }, say);
}
