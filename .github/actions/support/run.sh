#!/usr/bin/env bash
# Runs refkit with the words given. What it says goes into the log and may hold any text of a reference, so workflow
# commands are switched off meanwhile, by a word that nobody can guess; on one stream, so that nothing comes after it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
word=$(node -p 'require("node:crypto").randomUUID()')
status=0
echo "::stop-commands::$word"
node "$root/bin/refkit.js" "$@" 2>&1 || status=$?
echo "::$word::"
exit "$status"
