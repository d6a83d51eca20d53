import { ensureInstalled, findProgram } from "./debianPackages.ts";

/** Paths of MariaDB's two programs. */
export interface MariaDbPrograms {
  readonly server: string;
  readonly installDb: string;
}

/** The server without a system service, so that no daemon stays behind; the second package has my_print_defaults. */
const PACKAGES = ["mariadb-server-core", "mariadb-client-core"];

const SERVER_NAMES = ["mariadbd", "mysqld"];
const INSTALLER_NAMES = ["mariadb-install-db", "mysql_install_db"];
/** Called by the installer; Debian ships it in a separate package. */
const HELPER_NAMES = ["my_print_defaults"];

function findPrograms(): MariaDbPrograms | undefined {
  const server = findProgram(SERVER_NAMES);
  const installDb = findProgram(INSTALLER_NAMES);
  return server && installDb && findProgram(HELPER_NAMES) ? { server, installDb } : undefined;
}

/**
 * Finds MariaDB's programs. As root on Debian, installs their packages if they are missing.
 *
 * @param say receives progress, one line at a time
 * @throws Error that says what to install, if it cannot be installed here
 */
export function ensureMariaDb(say: (line: string) => void): MariaDbPrograms {
  return ensureInstalled({ name: "A MariaDB server", packages: PACKAGES, find: findPrograms }, say);
}
