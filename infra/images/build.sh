#!/bin/sh
# Builds one app into a folder that needs nothing else but Node: its code, our packages, production dependencies only.
# The images run it, and so does the spec beside them (infra/test).
#   infra/images/build.sh api|worker|cli <folder>
set -eu
app=$1
out=$2
cd "$(dirname "$0")/../.."
pnpm() { npx -y pnpm@12.21.0 "$@"; }
pnpm install --frozen-lockfile
pnpm exec turbo run build --filter "@parley/$app" --output-logs errors-only
pnpm --filter "@parley/$app" deploy --prod "$out"
cp infra/images/healthcheck.mjs "$out/"
