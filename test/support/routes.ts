import type { AppDependencies } from "../../server/app.ts";
import { createRouter } from "../../server/app.ts";

export interface KnownRoute {
  readonly method: "GET" | "POST";
  /** Path in the router's form, with parameters such as `:id`. */
  readonly path: string;
}

/** Returns every route of the plugin, read from its router. */
export function allRoutes(): readonly KnownRoute[] {
  // The routes are never called, so they only need what they read when they are created.
  const dependencies = {
    admin: { ending: new AbortController().signal, customers: [] },
  } as unknown as AppDependencies;
  return createRouter(dependencies).stack.flatMap(({ path, methods }) =>
    (["GET", "POST"] as const)
      .filter((method) => methods.includes(method))
      .map((method) => ({ method, path: String(path) })),
  );
}
