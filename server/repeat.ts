/** Work that is done again and again in the background. */
export interface Repeating {
  /** Resolves when work that is under way has ended; none begins after. */
  stop(): Promise<void>;
}

/**
 * Does the work now and then every `everyMs` milliseconds, never twice at a time.
 *
 * @param onFailure told of what the work throws; the next round is tried all the same
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
  // A host that has nothing else to do may end.
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
