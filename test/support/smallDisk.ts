import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small file system that a test can fill. */
export interface SmallDisk {
  readonly path: string;
  /** Fills the disk except for this many bytes. */
  fillUpTo(freeBytes: number): void;
  /** Frees the space again. */
  clear(): void;
  unmount(): void;
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** Mounts a small file system in memory. Returns undefined if this machine does not allow it. */
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
