/** Rows of our own tables. Only the module that owns a table uses its snake_case names. */

export interface ApiKeyRow {
  id: number;
  label: string;
  prefix: string;
  key_hash: Buffer;
  customer: string;
  vicidial_user: string;
  lead_limit: number;
  response_format: string;
  rate_limit: number | null;
  scopes: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  allowed_addresses: string | null;
  rolled_from: number | null;
  version: number;
  form_id: string | null;
}

export interface OfficeHoursRow {
  id: number;
  name: string;
  customer: string | null;
  mode: string;
  time_zone: string;
  weekly: string;
  exceptions: string;
  call_time_id: string | null;
  version: number;
  updated_at: string;
}

export interface BatchRow {
  id: number;
  customer: string;
  direction: string;
  key_id: number | null;
  vicidial_user: string;
  request_id: string;
  insert_leads: number;
  update_leads: number;
  delete_leads: number;
  state: string;
  select_count: number;
  insert_count: number;
  update_count: number;
  delete_count: number;
  leads: string;
  outcomes: string | null;
  outcome_counts: string | null;
  changes: string | null;
  run_id: number | null;
  is_listed: number;
  lease_owner: string | null;
  lease_until: string | null;
  error_code: string | null;
  started_at: string;
  finished_at: string | null;
}

export interface BatchLeadRow {
  batch_id: number;
  lead_id: number;
  outcome: string;
  differences: string | null;
}

export interface LeadChangeRow {
  batch_id: number;
  lead_id: number;
  is_done: number;
  columns: string;
}

export interface IdempotencyRow {
  id: number;
  key_id: number;
  value_hash: Buffer;
  request_hash: Buffer;
  batch_id: number | null;
  lease_until: string;
  created_at: string;
}

export interface UndoRow {
  undone_by: number;
  batch_id: number;
}

export interface ResolutionRow {
  id: number;
  customer: string;
  lead_id: number;
  vicidial_user: string;
  request_id: string;
  row_hash: Buffer;
  saved: string;
  saved_at: string;
  removed_at: string | null;
  removed_copy: string;
  undone_at: string | null;
  undone_by: string | null;
}

export interface DuplicateRow {
  customer: string;
  lead_id: number;
  archived_list: number | string;
  live_list: number | string;
  differing: string | null;
  version: string | null;
  seen_at: string | null;
}

export interface DuplicateSearchRow {
  customer: string;
  searched_to: number;
  checked: number;
  started_at: string;
  next_at: string;
  finished_at: string | null;
  last_checked: number | null;
  is_cut: number;
}

export interface RunRow {
  id: number;
  customer: string;
  direction: string;
  vicidial_user: string;
  request_id: string;
  source: string;
  undo_of: number | null;
  undo_batch: number | null;
  plan_id: number | null;
  name: string;
  state: string;
  is_collected: number;
  collected_to: number;
  is_cut: number;
  lead_count: number;
  part_count: number;
  checked_parts: number;
  check_result: string | null;
  checked_at: string | null;
  done_parts: number;
  counts: string | null;
  leave_out: string;
  brings_callbacks: number;
  rate: number | null;
  starts_itself: number;
  idempotency_hash: Buffer | null;
  request_hash: Buffer | null;
  is_end_told: number;
  changes: string | null;
  hold_code: string | null;
  hold_detail: string | null;
  hold_until: string | null;
  lease_owner: string | null;
  lease_until: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface RunPartRow {
  run_id: number;
  part: number;
  leads: string;
  undo_of: number | null;
  others: string | null;
  counts: string | null;
}

export interface RunBatchRow {
  batch_id: number;
  run_id: number;
  part: number;
}

export interface PlanRow {
  id: number;
  customer: string;
  name: string;
  vicidial_user: string;
  direction: string;
  settings: string;
  state: string;
  due_at: string | null;
  pause_code: string | null;
  pause_detail: string | null;
  paused_at: string | null;
  paused_by: string | null;
  version: number;
  lease_owner: string | null;
  lease_until: string | null;
  created_by: string;
  created_at: string;
  updated_at: string;
}

export interface PlanResultRow {
  id: number;
  plan_id: number;
  due_at: string;
  at: string;
  code: string;
  detail: string;
  run_id: number | null;
}

export interface ListUploadRow {
  id: string;
  customer: string;
  user: string;
  kind: "file" | "pasted";
  name: string;
  expires_at: string;
}

export interface ListUploadPieceRow {
  upload_id: string;
  piece: number;
  content: Buffer;
}

export interface RequestRow {
  id: number;
  at: string;
  key_id: number;
  request_id: string;
  path: string;
  status: number;
  fault: string | null;
  message: string;
  leads: number | null;
  dry_run: number;
  replayed: number;
  batch_id: number | null;
  duration_ms: number;
  address: string;
}

export interface SettingRow {
  name: string;
  value: string;
  updated_at: string;
}

export interface WebhookRow {
  id: number;
  customer: string;
  label: string;
  url: string;
  created_by: string;
  nonce: Buffer;
  old_nonce: Buffer | null;
  old_until: string | null;
  disabled_for: string | null;
  created_at: string;
}

export interface WebhookDeliveryRow {
  id: number;
  customer: string;
  webhook_id: number;
  run_id: number | null;
  message_id: string;
  type: string;
  payload: string;
  state: string;
  attempts: number;
  next_at: string | null;
  status: number | null;
  error: string | null;
  duration_ms: number | null;
  tried_at: string | null;
  lease_owner: string | null;
  lease_until: string | null;
  created_at: string;
}

declare module "knex/types/tables.js" {
  interface Tables {
    dearchive_api_keys: ApiKeyRow;
    dearchive_office_hours: OfficeHoursRow;
    dearchive_batches: BatchRow;
    dearchive_batch_leads: BatchLeadRow;
    dearchive_lead_changes: LeadChangeRow;
    dearchive_idempotency: IdempotencyRow;
    dearchive_undos: UndoRow;
    dearchive_resolutions: ResolutionRow;
    dearchive_duplicates: DuplicateRow;
    dearchive_duplicate_searches: DuplicateSearchRow;
    dearchive_settings: SettingRow;
    dearchive_requests: RequestRow;
    dearchive_runs: RunRow;
    dearchive_run_parts: RunPartRow;
    dearchive_run_batches: RunBatchRow;
    dearchive_plans: PlanRow;
    dearchive_plan_results: PlanResultRow;
    dearchive_webhooks: WebhookRow;
    dearchive_webhook_deliveries: WebhookDeliveryRow;
    dearchive_list_uploads: ListUploadRow;
    dearchive_list_upload_pieces: ListUploadPieceRow;
  }
}
