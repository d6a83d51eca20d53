#!/usr/bin/env bash
# Brings archived leads back through the REST API, with curl alone.
#
#   DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_… ./curl.sh 4 5 6
#   DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_… ./curl.sh ids.txt     # one id a line
#
# Exit code: 0 every batch was carried out, 1 one was refused or failed, 2 called wrongly.
set -euo pipefail

BATCH=500        # leads a call: what a key allows, unless its operator set another limit
ATTEMPTS=10      # of a call that fails; with the pauses between them about two minutes
TIMEOUT=120      # seconds that an answer is waited for

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
# Each id once: a batch that names one twice is refused.
sort -nu "$work/given" >"$work/ids"

# Sends the body under the key $1 and leaves the status in $status: 000 where there was no whole answer.
call() {
  # The API key goes through a pipe: on the command line every user of this machine could read it.
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

# Sends one batch until it is carried out. The same key each time makes that safe: an answer that was lost is given
# again, and nothing is done twice.
send_batch() {
  local key pause=1 failures=0 after
  key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  while true; do
    : >"$work/headers"
    : >"$work/answer"
    call "$key"
    after=$(retry_after)
    case $status in
      200)
        [[ -n $(count select_count) ]] && return 0
        ;;
      403 | 429)
        # Office hours, or too many calls a minute: no failure, but something that ends.
        if [[ -n $after ]]; then
          echo "the server asks for a pause of $after s" >&2
          sleep "$after"
          continue
        fi
        ;;
      000 | 409 | 5*)
        failures=$((failures + 1))
        if ((failures < ATTEMPTS)); then
          echo "no success ($status), trying again" >&2
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
