#!/bin/sh
# Builds apps, each into a folder that needs nothing else but Node: its code, our packages, production dependencies only.
# The images run it, and so does the spec beside them (infra/test).
#   infra/images/build.sh <folder> api|worker|cli …     writes <folder>/api …
set -eu
cd "$(dirname "$0")/../.."
exec npx -y --package=pnpm@12.21.0 -- sh -euc '
  out=$1
  shift
  pnpm install --frozen-lockfile
  node node_modules/typescript-native/bin/tsc -b $(printf " apps/%s" "$@")
  for app in "$@"; do
    pnpm --filter "@parley/$app" deploy --prod "$out/$app"
    cp infra/images/healthcheck.mjs "$out/$app/"
  done
' build "$@"
