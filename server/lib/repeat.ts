/** Work that is repeated in the background. */
export interface Repeating {
  /** Stops the repetition; resolves when work in progress has ended. */
  stop(): Promise<void>;
}

/**
 * Starts the work now and then every `everyMs` milliseconds, never twice at a time.
 *
 * @param onFailure receives what the work throws; the next round runs anyway
 */
export function startRepeating(
  everyMs: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Repeating {
  let running: Promise<void> | undefined;

  function begin(): void {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  }

  begin();
  const timer = setInterval(begin, everyMs);
  // Does not keep a host alive that is otherwise done.
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
