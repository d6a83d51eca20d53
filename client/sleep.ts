/** Longest delay of a Node timer, in milliseconds. */
const MAX_MS = 2 ** 31 - 1;

/** Waits for the time, or until the signal is aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, Math.min(milliseconds, MAX_MS));
    signal.addEventListener("abort", end, { once: true });
  });
}
