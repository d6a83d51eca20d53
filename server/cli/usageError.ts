/** A mistake in the options: printed without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode: number = 2;
}

/** A list that could be read in several ways. Exit code 3: `--delimiter` and `--column` decide. */
export class UncertainListError extends UsageError {
  override readonly exitCode = 3;
}
