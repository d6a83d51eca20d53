/** An error in the configuration. The message names the key, the value found and the value expected. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Returns the system's error code for an unreadable file or folder. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
