#!/usr/bin/env bash
# pip 26.3, CPython 3: pip download --platform.
# One would guess: for --platform manylinux_2_28_x86_64, a system with glibc 2.28, pip takes a wheel that asks for glibc
# 2.17, as it does when it installs on such a system.
# What happens: it takes wheels of that very tag alone ("No matching distribution found").
# Who fetches for another machine names every older tag, too.
# Seen: "manylinux_2_28_x86_64: none", "manylinux_2_17_x86_64: MarkupSafe-2.1.5-…", "both: MarkupSafe-2.1.5-…".
# Exits with 1 if that changes. Installs pip into a temporary folder, and downloads a wheel of 28 KB.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python=$folder/venv/bin/python
"$python" -m pip install -q pip==26.3

# fetch NAME TAG...
fetch() {
  name=$1
  shift
  tags=()
  for tag in "$@"; do tags+=(--platform "$tag"); done
  "$python" -m pip download -q --no-deps --only-binary=:all: --python-version 3.12 "${tags[@]}" \
    markupsafe==2.1.5 -d "$folder/$name" >"$folder/$name.log" 2>&1 || grep -q "No matching distribution" "$folder/$name.log"
  found=$(ls "$folder/$name" 2>/dev/null || true)
  echo "$name: ${found:-none}"
}
newer=$(fetch manylinux_2_28_x86_64 manylinux_2_28_x86_64)
older=$(fetch manylinux_2_17_x86_64 manylinux_2_17_x86_64)
both=$(fetch both manylinux_2_28_x86_64 manylinux_2_17_x86_64)
printf '%s\n' "$newer" "$older" "$both"
[ "${newer#*: }" = none ] && [ "${older#*: }" != none ] && [ "${both#*: }" != none ]
