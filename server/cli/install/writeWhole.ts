import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";

/** Readable by Apache and systemd; the file holds no secret. */
const FILE_MODE = 0o644;
/** Never opens an existing file or symlink. Windows lacks O_NOFOLLOW. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Writes a file completely or not at all. The new file belongs to the process's user.
 *
 * @throws if the folder is not writable, or another process creates `FILE.new` at the same moment
 */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.new`;
  // Left by an interrupted installation, or planted. Removing a symlink keeps its target.
  rmSync(beside, { force: true });
  const file = openSync(beside, NEW_FILE, 0o600);
  try {
    writeFileSync(file, content);
    // Sets the mode regardless of the umask.
    fchmodSync(file, FILE_MODE);
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
