import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own that can be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all space but so many bytes. */
  fillUpTo(freeBytes: number): void;
  /** Gives the space back. */
  clear(): void;
  unmount(): void;
}

function run(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: "ignore" }).status === 0;
}

/** Mounts a small file system in memory; undefined where this machine does not allow it. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), "dearchive-disk-"));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path)) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const ballast = join(path, "ballast");
  return {
    path,
    fillUpTo(freeBytes) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
    },
    clear: () => rmSync(ballast, { force: true }),
    unmount() {
      run("umount", "--lazy", path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
