/** More than any path of ours has. */
const MAX_LENGTH = 200;
/** An API key, also a mistyped one, and any other text that is long enough to be a secret. */
const SECRET = /vda_[0-9A-Za-z]+|[0-9A-Za-z_]{32,}/i;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns a path as logs may show it: cut to a length, and without secrets that somebody put there by mistake. */
export function shownPath(path: string): string {
  const start = path.slice(0, 2 * MAX_LENGTH);
  // Escapes stay as they were sent, unless they hide a secret.
  const text = decoded(start).search(SECRET) < 0 ? start : decoded(start);
  const masked = text.replaceAll(new RegExp(SECRET, "gi"), "***");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH)}…` : masked;
}
