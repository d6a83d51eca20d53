const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `close` at the first SIGINT, SIGTERM or SIGHUP, then exits with 0. A second signal exits at once with 1. */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(
            `could not end cleanly: ${error instanceof Error ? error.message : String(error)}\n`,
          );
          process.exit(1);
        },
      );
    });
  }
}
