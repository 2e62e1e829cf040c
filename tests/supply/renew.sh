#!/usr/bin/env bash
# Renews advisories.tsv from RustSec's database: from a copy of it, else from its repository, which needs a network.
#
#   tests/supply/renew.sh [REPOSITORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
git clone --quiet --depth 1 "${1:-https://github.com/RustSec/advisory-db}" "$copy/db"
UPDATE="$copy/db" ADVISORIES_OF="$(git -C "$copy/db" log -1 --format='%H of %cs')" cargo test --quiet --locked --test supply
