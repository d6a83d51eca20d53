import type { Binding } from "./sql.ts";

/**
 * The customers whose rows a store may access. Customers with different Vicidials may share our tables. Every store takes a scope
 * at creation, so no query can forget it.
 */
export type CustomerScope =
  | { readonly kind: "one"; readonly customer: string }
  /** One Vicidial serves all customers: a customer is only a name. */
  | { readonly kind: "every" };

export const EVERY_CUSTOMER: CustomerScope = { kind: "every" };

export function onlyCustomer(customer: string): CustomerScope {
  return { kind: "one", customer };
}

/** Returns the scope of a configured customer. */
export function scopeOfCustomer(
  { sharesDatabase }: { readonly sharesDatabase: boolean },
  customer: string,
): CustomerScope {
  return sharesDatabase ? EVERY_CUSTOMER : onlyCustomer(customer);
}

/** Returns the column values of the scope for `where`: none for every customer. */
export function inScope(scope: CustomerScope): { readonly customer?: string } {
  return scope.kind === "one" ? { customer: scope.customer } : {};
}

/** Renders the scope as SQL for a column such as `batch.customer`. */
export function scopeCondition(
  scope: CustomerScope,
  column: string,
): { readonly sql: string; readonly bindings: readonly Binding[] } {
  return scope.kind === "one"
    ? { sql: `${column} = ?`, bindings: [scope.customer] }
    : { sql: "TRUE", bindings: [] };
}
