#!/usr/bin/env bash
# Runs the same PDFs through this program and through others, in turn, and prints times, memory and ratios.
#
#   bench/compare.sh [--pages N] [--runs N] [FILE.pdf|FOLDER ...]
#
# Without files: the sample document, repeated to N pages (1,000 by default; needs qpdf), one page of it, and a folder
# of 400 files of one page each. Programs that are not installed are left out. See docs/PERFORMANCE.md.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"

pages=1000 runs=3 files=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pages) pages="$2"; shift 2 ;;
    --runs) runs="$2"; shift 2 ;;
    -*) echo "usage: bench/compare.sh [--pages N] [--runs N] [FILE.pdf|FOLDER ...]" >&2; exit 2 ;;
    *) files+=("$1"); shift ;;
  esac
done
command -v python3 >/dev/null || { echo "bench/compare.sh needs python3 to take the times" >&2; exit 2; }

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
if [ ${#files[@]} -eq 0 ]; then
  command -v qpdf >/dev/null || { echo "without files bench/compare.sh needs qpdf, to make a long one" >&2; exit 2; }
  sample="$root/fixtures/sheets/zuiun-2019.pdf"
  each="$(qpdf --show-npages "$sample")"
  copies=()
  for ((n = 0; n < pages; n += each)); do copies+=("$sample"); done
  qpdf --empty --pages "${copies[@]}" -- "$scratch/long.pdf"
  mkdir "$scratch/sheets"
  qpdf --split-pages "$scratch/long.pdf" "$scratch/sheets/sheet-%d.pdf"
  find "$scratch/sheets" -name '*.pdf' | sort | tail -n +401 | xargs -r rm
  files=("$scratch/long.pdf" "$(find "$scratch/sheets" -name '*.pdf' | sort | tail -n 1)" "$scratch/sheets")
fi

(cd "$root" && cargo build --release --locked --quiet)
exec python3 "$root/bench/compare.py" --runs "$runs" --out "$scratch" "$root/target/release/kanrihyo" "${files[@]}"
