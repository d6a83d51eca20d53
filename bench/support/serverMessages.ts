/** Requests from the bench to a server process. */
export type ServerRequest = "memory" | "close";

/** Answers of a server process, in bytes; `memory` is taken right after a full collection. */
export interface MemoryFigures {
  readonly rss: number;
  readonly heapUsed: number;
}

export type ServerReport =
  | { readonly kind: "listening"; readonly port: number }
  | ({ readonly kind: "memory" } & MemoryFigures);
