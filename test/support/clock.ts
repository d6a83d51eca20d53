/** A clock that stands still until it is told to go on. */
export function createClock(start: string) {
  let now = new Date(start).getTime();
  return {
    read: () => new Date(now),
    advance(milliseconds: number): void {
      now += milliseconds;
    },
  };
}

/** How soon a change of the office hours holds at the latest. */
export const HOURS_HOLD_MS = 2000;
