#!/usr/bin/env bash
# Runs refkit with the words given. What it says goes into the log and may hold any text of a reference, so workflow
# commands are switched off meanwhile, by a word that nobody can guess; on one stream, so that nothing comes after it.
#
#   run.sh WORD…               all that it says is text
#   run.sh --speaks WORD…      its standard output speaks to GitHub Actions itself; what it says beside is text
#   run.sh --into FILE WORD…   its standard output goes into a file, and is shown as text
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
word=$(node -p 'require("node:crypto").randomUUID()')
said=$(mktemp "$RUNNER_TEMP/refkit.XXXXXX")
status=0
if [ "$1" = --speaks ]; then
  shift
  node "$root/bin/refkit.js" "$@" 2> "$said" || status=$?
elif [ "$1" = --into ]; then
  file=$2
  shift 2
  node "$root/bin/refkit.js" "$@" 2> "$said" > "$file" || status=$?
  cat "$file" >> "$said"
else
  node "$root/bin/refkit.js" "$@" > "$said" 2>&1 || status=$?
fi
echo "::stop-commands::$word"
cat "$said"
echo "::$word::"
exit "$status"
