#!/usr/bin/env bash
# Makes refkit ready to run from the checkout that this action came in: GitHub downloads the whole repository at the
# commit that a workflow pins. Nothing is fetched but what package-lock.json names, by checksum; no package runs a script.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo '::error::refkit needs Node.js 20.19 or later: put a step with actions/setup-node before this one'
  exit 1
fi

# The build writes it near its end: where it is, another step has built all that runs.
if [ -f "$root/oclif.manifest.json" ]; then
  exit 0
fi
cd "$root"
npm ci --ignore-scripts --include=dev --no-audit --no-fund
npm run --silent build
