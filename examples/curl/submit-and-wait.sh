#!/bin/sh
# Signs up or in, submits the scores of a file, waits until the analysis has ended and prints the result. Needs curl and
# what every POSIX system has. Exit code 0: there is a result. 1: there is none, and its token came back.
set -eu
url=${UNSTUCK_URL:-http://127.0.0.1:3003}
account=$(printf '{"email":"%s","password":"%s"}' "${UNSTUCK_EMAIL:-you@example.com}" "${UNSTUCK_PASSWORD:-choose your own}")
scores=${1:-$(dirname "$0")/../talent-mapping.json}
json='content-type: application/json'

# The text of a field in an answer, which is one line.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# Whoever is registered already is answered with ACCOUNT_EXISTS, and signs in.
curl -s -o /dev/null "$url/auth/register" -H "$json" -d "$account"
token=$(curl -s "$url/auth/login" -H "$json" -d "$account" | field token)
[ -n "$token" ] || { echo "cannot sign in at $url" >&2; exit 1; }

# The key makes it safe to send the same again when no answer came: it is charged once.
submitted=$(curl -s --retry 3 --retry-all-errors "$url/assessment/submit" -H "authorization: Bearer $token" -H "$json" \
  -H "idempotency-key: curl-$(date +%s)-$$" -d "@$scores")
job=$(printf '%s' "$submitted" | field jobId)
result=$(printf '%s' "$submitted" | field resultId)
[ -n "$job" ] || { printf 'refused: %s\n' "$submitted" >&2; exit 1; }
echo "job $job, result $result" >&2

# Every job ends: at its deadline at the latest.
while :; do
  answer=$(curl -s "$url/assessment/status/$job" -H "authorization: Bearer $token")
  status=$(printf '%s' "$answer" | field status)
  echo "status ${status:-unknown}" >&2
  case $status in completed | failed) break ;; esac
  sleep 1
done
if [ "$status" = failed ]; then
  printf 'failed with %s; the token is back\n' "$(printf '%s' "$answer" | field errorCode)" >&2
  exit 1
fi
curl -s "$url/archive/results/$result" -H "authorization: Bearer $token"
echo
