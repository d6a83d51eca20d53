import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** A name for whoever takes a lease: no other process, now or later, goes by it. */
export function newOwner(): string {
  return `${hostname().slice(0, 40)}/${process.pid}/${randomUUID()}`;
}
