import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import mysql, { type RowDataPacket } from "mysql2/promise";
import { ensureInstalled } from "../../demo/debianPackages.ts";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { freePort, type PrivateMariaDb, startPrivateMariaDb } from "../../demo/privateMariaDb.ts";
import { folderFor, HOST, ROOT_PASSWORD } from "./mariadb.ts";
import { until } from "./waiting.ts";

const LIBRARIES = ["/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so"];
const printLine = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Returns the path of Galera's library. Installs it if it is missing. */
export function ensureGalera(): string {
  return ensureInstalled(
    {
      name: "Galera",
      packages: ["galera-4"],
      find: () => LIBRARIES.find((file) => existsSync(file)),
    },
    printLine,
  );
}

/** Returns the options of a node that listens for other nodes on `groupPort` and for clients on `port`. */
function optionsOf(library: string, port: number, groupPort: number, members: string): readonly string[] {
  return [
    "--wsrep-on=ON",
    `--wsrep-provider=${library}`,
    `--wsrep-cluster-address=gcomm://${members}`,
    "--wsrep-node-address=127.0.0.1",
    `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${groupPort};gcache.size=16M`,
    // The only transfer method that needs no further program.
    "--wsrep-sst-method=mysqldump",
    `--wsrep-sst-auth=root:${ROOT_PASSWORD}`,
    `--wsrep-sst-receive-address=127.0.0.1:${port}`,
    // Report conflicts to the plugin: by default the server retries some itself.
    "--wsrep-retry-autocommit=0",
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--innodb-flush-log-at-trx-commit=2",
  ];
}

async function waitUntilJoined({ port }: PrivateMariaDb): Promise<void> {
  await until("the node has joined the cluster", async () => {
    const connection = await mysql.createConnection({
      host: HOST,
      port,
      user: "root",
      password: ROOT_PASSWORD,
    });
    const [rows] = await connection
      .query<RowDataPacket[]>("SHOW STATUS LIKE 'wsrep_local_state_comment'")
      .finally(() => connection.end());
    return rows[0]?.["Value"] === "Synced";
  });
}

/** A Galera cluster of two nodes on this machine. */
export interface GaleraCluster {
  readonly nodes: readonly [PrivateMariaDb, PrivateMariaDb];
  remove(): Promise<void>;
}

/** Starts a cluster of two nodes. The second starts with a copy of the first one's files, so its first synchronization is quick. */
export async function startGaleraCluster(): Promise<GaleraCluster> {
  const programs = ensureMariaDb(printLine);
  const library = ensureGalera();
  const folder = mkdtempSync(join(folderFor(2), "dearchive-test-"));
  const firstGroupPort = await freePort();

  async function start(name: string, groupPort: number, members: string): Promise<PrivateMariaDb> {
    const port = await freePort();
    const extra = optionsOf(library, port, groupPort, members);
    const node = await startPrivateMariaDb({
      programs,
      folder: join(folder, name),
      rootPassword: ROOT_PASSWORD,
      port,
      extra,
    });
    await waitUntilJoined(node);
    return node;
  }

  await (await start("first", firstGroupPort, "")).stop();
  cpSync(join(folder, "first"), join(folder, "second"), {
    recursive: true,
    filter: (file) => !file.endsWith("private.sock"),
  });
  const first = await start("first", firstGroupPort, "");
  const second = await start("second", await freePort(), `127.0.0.1:${firstGroupPort}`);
  return {
    nodes: [first, second],
    async remove() {
      await second.stop();
      await first.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
