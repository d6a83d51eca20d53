#!/usr/bin/env bash
# Finds archived leads by vendor code and prints one JSON answer per page. The key needs the scope "read".
#
#     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... ./find.sh A-1001 A-1002
#
# Exit codes: 0 done, 1 a request was refused or failed, 2 wrong arguments.

set -u
if [ $# -eq 0 ] || [ -z "${DEARCHIVE_URL:-}" ] || [ -z "${DEARCHIVE_KEY:-}" ]; then
  echo "usage: DEARCHIVE_URL=... DEARCHIVE_KEY=... $0 VENDOR_CODE..." >&2
  exit 2
fi

fields=()
for code in "$@"; do fields+=(--data-urlencode "vendor_lead_code=$code"); done

after=""
while :; do
  # The key is read from standard input, so that no list of processes shows it.
  page=$(curl --silent --show-error --fail-with-body --get "$DEARCHIVE_URL/vicidial/leads/archived" \
    "${fields[@]}" ${after:+--data "after=$after"} --config - <<<"header = \"Authorization: Key=$DEARCHIVE_KEY\"")
  failed=$?
  echo "$page"
  [ $failed -eq 0 ] || exit 1
  after=$(sed -n 's/.*"next":"\([0-9]*\)".*/\1/p' <<<"$page")
  [ -n "$after" ] || exit 0
done
