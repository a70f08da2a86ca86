#!/bin/sh
# Unpacks what lies beside this file, builds the addon against the PyTorch of python3 (or of NODETORCH_PYTHON) and runs
# the checks. Arguments are those of `npm run cuda`: parts, --json FILE, --time SECONDS, --list, --dry, --device cpu.
# Wanted: python3 with PyTorch 2.11 to 2.15, CMake, a C++20 compiler. Nothing is fetched, nothing is written but
# NODETORCH_WORK (a folder below TMPDIR otherwise) and the results.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pack=@PACK@
work=${NODETORCH_WORK:-${TMPDIR:-/tmp}/nodetorch-cuda-$pack}
if [ ! -f "$work/unpacked-$pack" ]; then
  # What another pack has built there is newer than these sources, whatever they say.
  if ls "$work"/unpacked-* >/dev/null 2>&1; then find "$work" -mindepth 1 -delete; fi
  mkdir -p "$work"
  tar -xzf "$here/pack.tar.gz" -C "$work"
  : > "$work/unpacked-$pack"
fi
PATH="$work/bin:$PATH"
PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$work/python"
NODETORCH_CACHE=${NODETORCH_CACHE:-$work/cache}
export PATH PYTHONPATH NODETORCH_CACHE
exec node "$work/scripts/cuda/command.mjs" "$@"
