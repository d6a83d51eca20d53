/** A mistake in the options: printed without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
