import type { RequestRow } from "../db/ownTables.ts";
import { fromUtcText, toUtcText } from "../db/sql.ts";

/** An API request of a key. Never a key, a body or a lead's data. */
export interface ApiRequest {
  readonly at: Date;
  readonly keyId: number;
  readonly requestId: string;
  readonly path: string;
  readonly status: number;
  /** Why it was refused or failed; null if it was carried out. */
  readonly fault: string | null;
  readonly message: string;
  /** Number of lead ids; null if the body was not read. */
  readonly leads: number | null;
  readonly isDryRun: boolean;
  readonly isReplayed: boolean;
  /** The batch in the history; null if no lead was moved. */
  readonly batchId: number | null;
  readonly durationMs: number;
  readonly address: string;
}

export interface RecordedRequest extends ApiRequest {
  readonly id: number;
}

const MAX_LENGTH = { path: 210, message: 255, fault: 40, address: 50 } as const;

type Column = keyof RequestRow;
export const REQUEST_COLUMNS = [
  ...["id", "at", "key_id", "request_id", "path", "status", "fault", "message", "leads"],
  ...["dry_run", "replayed", "batch_id", "duration_ms", "address"],
] as readonly Column[];

/** Converts a request for its table, with texts cut to the lengths of their columns. */
export function toRow(request: ApiRequest): Omit<RequestRow, "id"> {
  return {
    at: toUtcText(request.at),
    key_id: request.keyId,
    request_id: request.requestId,
    path: request.path.slice(0, MAX_LENGTH.path),
    status: request.status,
    fault: request.fault?.slice(0, MAX_LENGTH.fault) ?? null,
    message: request.message.slice(0, MAX_LENGTH.message),
    leads: request.leads,
    dry_run: Number(request.isDryRun),
    replayed: Number(request.isReplayed),
    batch_id: request.batchId,
    duration_ms: Math.round(request.durationMs),
    address: request.address.slice(0, MAX_LENGTH.address),
  };
}

export function toRequest(row: RequestRow): RecordedRequest {
  return {
    id: row.id,
    at: fromUtcText(row.at),
    keyId: row.key_id,
    requestId: row.request_id,
    path: row.path,
    status: row.status,
    fault: row.fault,
    message: row.message,
    leads: row.leads,
    isDryRun: row.dry_run === 1,
    isReplayed: row.replayed === 1,
    batchId: row.batch_id,
    durationMs: row.duration_ms,
    address: row.address,
  };
}
