/** Creates a clock that only `advance` moves. */
export function createClock(start: string) {
  let now = new Date(start).getTime();
  return {
    read: () => new Date(now),
    advance(milliseconds: number): void {
      now += milliseconds;
    },
  };
}

/** Time (ms) after which a change of office hours applies at the latest. */
export const HOURS_HOLD_MS = 2000;
