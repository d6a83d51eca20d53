/** A mistake in the configuration: the message names the key, what was found and what is wanted. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Why a file or a folder could not be read, in the system's short word. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
