/** Longer than any route of ours. */
const MAX_LENGTH = 200;
/** An API key, even a mistyped one, or any other text long enough to be a secret. */
const SECRET = /vda_[0-9A-Za-z]+|[0-9A-Za-z_]{32,}/i;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns a path for logs: cut to a maximum length, with secrets that a caller put there by mistake masked. */
export function maskedPath(path: string): string {
  const start = path.slice(0, 2 * MAX_LENGTH);
  // Keep escapes as sent, unless they hide a secret.
  const text = decoded(start).search(SECRET) < 0 ? start : decoded(start);
  const masked = text.replaceAll(new RegExp(SECRET, "gi"), "***");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH)}…` : masked;
}
