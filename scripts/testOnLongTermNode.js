import { spawnSync } from "node:child_process";

/**
 * Runs tests on Node's current long-term release: those that depend on Node most, or the ones named on the command line.
 * npm downloads that Node and keeps it in its cache.
 */

const MAJOR = 24;
const DOWNLOAD_ATTEMPTS = 3;
/** HTTP, streams, packaging, process signals, and the promise that no lead is lost. */
const TESTS = [
  ...["api", "client", "conformance", "http", "package", "leads/move/promise.test.ts"],
  ...["close.test.ts", "main.test.ts", "mainCustomers.test.ts", "mount.test.ts"],
].map((name) => `test/${name}`);

function downloadNode() {
  const program = `node-${process.platform}-${process.arch}@${MAJOR}`;
  const args = ["exec", "--yes", "--package", program, "--", "node", "-p", "process.execPath"];
  for (let attempt = 1; attempt <= DOWNLOAD_ATTEMPTS; attempt += 1) {
    const { status, stdout } = spawnSync("npm", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (status === 0) return stdout.trim();
    process.stderr.write(
      `npm could not download Node ${MAJOR} (attempt ${attempt} of ${DOWNLOAD_ATTEMPTS})\n`,
    );
  }
  throw new Error(`Node ${MAJOR} is not available: npm could not install ${program}`);
}

const node = downloadNode();
const named = process.argv.slice(2);
const { stdout } = spawnSync(node, ["-p", "[process.version, process.release.lts].join(' ')"], {
  encoding: "utf8",
});
process.stdout.write(`Node ${stdout}`);
const { status } = spawnSync(node, ["scripts/test.js", ...(named.length > 0 ? named : TESTS)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
