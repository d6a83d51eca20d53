import type { ParameterizedContext } from "koa";
import type { RequestState } from "./requestState.ts";

/** Returns the path of /vicidial, including the prefix that a host application mounts the plugin below. */
export function baseOf(ctx: ParameterizedContext<RequestState>): string {
  const prefix = String(ctx["mountPath"] ?? "").replace(/\/$/, "");
  return `${prefix}/vicidial`;
}

/** Returns the path of a customer's overview page. */
export function homeOf(
  base: string,
  { isHome, name }: { readonly isHome: boolean; readonly name: string },
): string {
  return isHome ? `${base}/dearchive` : `${base}/dearchive/customers/${encodeURIComponent(name)}`;
}
