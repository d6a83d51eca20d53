import type { Context, Next } from "koa";

/** Tracks requests in progress, so that closing can wait for them. */
export function createInFlight() {
  const calls = new Set<Promise<void>>();
  return {
    /** Koa middleware; use it first. */
    async track(_ctx: Context, next: Next): Promise<void> {
      const call = next();
      calls.add(call);
      await call.finally(() => calls.delete(call));
    },

    /** Resolves when no request is in progress. */
    async drained(): Promise<void> {
      while (calls.size > 0) await Promise.allSettled(calls);
    },
  };
}

export type InFlight = ReturnType<typeof createInFlight>;
