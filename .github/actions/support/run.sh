#!/usr/bin/env bash
# Runs refkit with the words given. What it says goes into the log and may hold any text of a reference, so workflow
# commands are switched off meanwhile, by a word that nobody can guess; on one stream, so that nothing comes after it.
#
#   run.sh WORD…             all that it says is text
#   run.sh --speaks WORD…    its standard output speaks to GitHub Actions itself; what it says beside is text
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
word=$(node -p 'require("node:crypto").randomUUID()')
status=0
if [ "$1" = --speaks ]; then
  shift
  said=$(mktemp "$RUNNER_TEMP/refkit.XXXXXX")
  node "$root/bin/refkit.js" "$@" 2> "$said" || status=$?
  echo "::stop-commands::$word"
  cat "$said"
else
  echo "::stop-commands::$word"
  node "$root/bin/refkit.js" "$@" 2>&1 || status=$?
fi
echo "::$word::"
exit "$status"
