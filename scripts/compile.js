import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles everything into dist/ for tests, benchmarks and screenshots, but only what changed. Deletes the outputs of deleted
 * sources, since mocha would still run them.
 */

const OUTPUT = /\.(js|js\.map|d\.ts)$/;

function deleteStaleOutputs() {
  if (!existsSync("dist")) return;
  for (const file of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
    if (OUTPUT.test(file) && !existsSync(file.replace(OUTPUT, ".ts"))) rmSync(join("dist", file));
  }
}

deleteStaleOutputs();
const { status } = spawnSync(
  join("node_modules", ".bin", "tsc"),
  ["-p", "tsconfig.json", "--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo"],
  { stdio: "inherit" },
);
if (existsSync("dist/server/cli/bin.js")) chmodSync("dist/server/cli/bin.js", 0o755);
process.exitCode = status ?? 1;
