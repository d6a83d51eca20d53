/** Work that repeats in the background. */
export interface Repeating {
  /** Stops repeating; resolves when work in progress has ended. */
  stop(): Promise<void>;
}

/**
 * Runs the work now and then every `everyMs` ms, never twice at the same time.
 *
 * @param onFailure receives errors of the work, which repeats anyway
 */
export function startRepeating(
  everyMs: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Repeating {
  let running: Promise<void> | undefined;

  function start(): void {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  }

  start();
  const timer = setInterval(start, everyMs);
  // Let the host process exit.
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
