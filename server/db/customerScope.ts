import type { Binding } from "./sql.ts";

/**
 * Whose rows a store may touch. Several customers' rows may share our tables, each over a Vicidial of its own. Every store
 * asks for a scope when it is made, so that no query can forget it.
 */
export type CustomerScope =
  | { readonly kind: "one"; readonly customer: string }
  /** One Vicidial serves all: a customer is no more than a name. */
  | { readonly kind: "every" };

export const EVERY_CUSTOMER: CustomerScope = { kind: "every" };

export function onlyCustomer(customer: string): CustomerScope {
  return { kind: "one", customer };
}

/** The scope of a configured customer. */
export function scopeOfCustomer(
  { sharesDatabase }: { readonly sharesDatabase: boolean },
  customer: string,
): CustomerScope {
  return sharesDatabase ? EVERY_CUSTOMER : onlyCustomer(customer);
}

/** The columns that rows of the scope have, for `where`: nothing for every customer's rows. */
export function inScope(scope: CustomerScope): { readonly customer?: string } {
  return scope.kind === "one" ? { customer: scope.customer } : {};
}

/** The same as SQL, for a column such as `batch.customer`. */
export function scopeCondition(
  scope: CustomerScope,
  column: string,
): { readonly sql: string; readonly bindings: readonly Binding[] } {
  return scope.kind === "one"
    ? { sql: `${column} = ?`, bindings: [scope.customer] }
    : { sql: "TRUE", bindings: [] };
}
