/** What the bench asks of a server process. */
export type ServerRequest = "memory" | "close";

/** What a server process tells, all in bytes; `memory` is taken right after a full collection. */
export interface MemoryFigures {
  readonly rss: number;
  readonly heapUsed: number;
}

export type ServerReport =
  | { readonly kind: "listening"; readonly port: number }
  | ({ readonly kind: "memory" } & MemoryFigures);
