/** Exit code of a command that failed or was refused. */
export const FAILED_EXIT_CODE = 1;
/** EX_USAGE of sysexits.h. Not 2, which `doctor` exits with when something is broken. */
export const USAGE_EXIT_CODE = 64;
const UNCERTAIN_LIST_EXIT_CODE = 3;

/** A mistake in the options or arguments: printed without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode: number = USAGE_EXIT_CODE;
}

/** A list that could be read in several ways. `--delimiter` and `--column` decide. */
export class UncertainListError extends UsageError {
  override readonly exitCode = UNCERTAIN_LIST_EXIT_CODE;
}
