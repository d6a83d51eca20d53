import { spawnSync } from "node:child_process";

/**
 * Runs the tests of everything that talks to Node on the current long-term release, or those that are named. npm brings
 * that Node and keeps it in its cache.
 */

const MAJOR = 24;
const TESTS = [
  ...["api", "client", "conformance", "keys", "leads", "ops", "package", "runs"].map(
    (name) => `test/${name}`,
  ),
  ...["close", "main", "mount"].map((name) => `test/${name}.test.ts`),
];

function longTermNode() {
  const program = `node-${process.platform}-${process.arch}@${MAJOR}`;
  const words = ["exec", "--yes", "--package", program, "--", "node", "-p", "process.execPath"];
  const { status, stdout } = spawnSync("npm", words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`npm could not bring Node ${MAJOR} (${program})`);
  return stdout.trim();
}

const node = longTermNode();
const named = process.argv.slice(2);
const { stdout } = spawnSync(node, ["-p", "[process.version, process.release.lts].join(' ')"], {
  encoding: "utf8",
});
process.stdout.write(`Node ${stdout}`);
const { status } = spawnSync(node, ["scripts/test.js", ...(named.length > 0 ? named : TESTS)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
