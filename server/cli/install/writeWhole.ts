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

/** Apache and systemd read it; it holds no secret. */
const FILE_MODE = 0o644;
/** Never opens what is already there, a symlink in particular. Windows lacks the last flag. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Writes a file whole or not at all. The new file belongs to the process's user, whatever stood at the path before.
 *
 * @throws if the folder is not writable, or if another process puts something at `FILE.new` at the same moment
 */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.new`;
  // Left by an interrupted installation, or put there by someone else. Removing a symlink leaves its target alone.
  rmSync(beside, { force: true });
  const file = openSync(beside, NEW_FILE, 0o600);
  try {
    writeFileSync(file, content);
    // Independent of the umask.
    fchmodSync(file, FILE_MODE);
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
