import type { AppDependencies } from "../../server/app.ts";
import { createRouter } from "../../server/app.ts";

export interface KnownRoute {
  readonly method: "GET" | "POST";
  /** As the router has it, with `:id` and the like. */
  readonly path: string;
}

/** Every route that the plugin answers: what is added to the plugin is in it. */
export function allRoutes(): readonly KnownRoute[] {
  // Routes are made here and never called: they take what they need apart when they are made.
  const parts = {
    admin: { ending: new AbortController().signal, customers: [] },
  } as unknown as AppDependencies;
  return createRouter(parts).stack.flatMap(({ path, methods }) =>
    (["GET", "POST"] as const)
      .filter((method) => methods.includes(method))
      .map((method) => ({ method, path: String(path) })),
  );
}
