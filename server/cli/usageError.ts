/** A mistake of the person at the command line: printed without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
