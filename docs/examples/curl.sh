#!/usr/bin/env bash
# Restores archived leads through the REST API, with nothing but curl.
#
#   DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_… ./curl.sh 4 5 6
#   DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_… ./curl.sh ids.txt     # one id per line
#
# Exit codes: 0 all batches done, 1 a batch was refused or failed, 2 wrong arguments.
set -euo pipefail

BATCH=500        # leads per request, the default limit of a key
ATTEMPTS=10      # per failing request, about two minutes with the pauses between them
TIMEOUT=120      # seconds to wait for an answer

usage() {
  echo "${1:-}" >&2
  echo "usage: DEARCHIVE_URL=… DEARCHIVE_KEY=… $0 ID… | FILE" >&2
  exit 2
}

[[ -n ${DEARCHIVE_URL:-} && -n ${DEARCHIVE_KEY:-} ]] || usage "DEARCHIVE_URL and DEARCHIVE_KEY must be set"
[[ $# -gt 0 ]] || usage "no leads"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ $# -eq 1 && ! $1 =~ ^[0-9]+$ ]]; then
  [[ -r $1 && ! -d $1 ]] || usage "cannot read $1"
  cat -- "$1"
else
  printf '%s\n' "$@"
fi | tr -d ' \t\r' | sed '/^$/d' >"$work/given"
[[ -s $work/given ]] || usage "no leads"
! grep -qvE '^(0|[1-9][0-9]*)$' "$work/given" || usage "not an id: $(grep -vE '^(0|[1-9][0-9]*)$' "$work/given" | head -1)"
# Remove duplicates: the API refuses a batch that names a lead twice.
sort -nu "$work/given" >"$work/ids"

# Sends the body with Idempotency-Key $1. Sets $status to the HTTP status, or to 000 without a complete answer.
send_request() {
  # Pass the API key through a pipe: every user of this machine can read command lines.
  if ! status=$(curl -sS --max-time "$TIMEOUT" -o "$work/answer" -D "$work/headers" -w '%{http_code}' \
    -H @<(printf 'Authorization: Key=%s\n' "$DEARCHIVE_KEY") \
    -H "Content-Type: application/json" \
    -H "Idempotency-Key: $1" \
    --data @"$work/body" \
    "${DEARCHIVE_URL%/}/vicidial/leads/dearchive"); then
    status=000
  fi
}

retry_after() {
  tr '[:upper:]' '[:lower:]' <"$work/headers" | sed -n 's/^retry-after: *\([0-9][0-9]*\).*/\1/p' | tail -1
}

count() {
  sed -n "s/.*\"$1\": *\([0-9][0-9]*\).*/\1/p" "$work/answer"
}

# Sends one batch until it is done. Every attempt has the same Idempotency-Key, so a retry after a lost answer gets
# that answer again and moves nothing twice.
send_batch() {
  local key pause=1 failures=0 after
  key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  while true; do
    : >"$work/headers"
    : >"$work/answer"
    send_request "$key"
    after=$(retry_after)
    case $status in
      200)
        [[ -n $(count select_count) ]] && return 0
        ;;
      403 | 429)
        # Office hours or the rate limit: wait, and do not count it as a failure.
        if [[ -n $after ]]; then
          echo "waiting $after s, as the server asks" >&2
          sleep "$after"
          continue
        fi
        ;;
      000 | 409 | 5*)
        failures=$((failures + 1))
        if ((failures < ATTEMPTS)); then
          echo "request failed ($status), trying again" >&2
          sleep "$((pause > ${after:-0} ? pause : after)).$((RANDOM % 10))"
          pause=$((pause * 2 > 30 ? 30 : pause * 2))
          continue
        fi
        ;;
    esac
    echo "failed with $status: $(cat "$work/answer")" >&2
    return 1
  done
}

selected=0 inserted=0 deleted=0
report() {
  echo "$selected leads found, $inserted inserted, $deleted deleted"
}

split -l "$BATCH" "$work/ids" "$work/batch."
for batch in "$work"/batch.*; do
  printf '{"insert_leads": true, "delete_leads": true, "lead_ids": [%s]}' "$(paste -sd, "$batch")" >"$work/body"
  send_batch || { report; exit 1; }
  selected=$((selected + $(count select_count)))
  inserted=$((inserted + $(count insert_count)))
  deleted=$((deleted + $(count delete_count)))
done
report
