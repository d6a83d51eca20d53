import type { ApiRequest } from "../../server/keys/apiRequest.ts";
import { DEARCHIVE } from "./apiSetup.ts";

/** A successful API request. */
export const REQUEST: ApiRequest = {
  at: new Date("2026-11-20T10:00:00Z"),
  keyId: 1,
  requestId: "request-1",
  path: DEARCHIVE,
  status: 200,
  fault: null,
  message: "",
  leads: 5,
  isDryRun: false,
  isReplayed: false,
  batchId: 7,
  durationMs: 12,
  address: "192.0.2.1",
};
