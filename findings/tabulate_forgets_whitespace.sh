#!/usr/bin/env bash
# tabulate 0.10.0 (pip), CPython: tabulate.PRESERVE_WHITESPACE is there, and says nothing any more.
# One would guess: with tabulate.PRESERVE_WHITESPACE = True blanks at the begin of a cell stay, as they did in 0.9.0.
# What happens: they go. The argument preserve_whitespace, which is new, has taken its place, and the name was left.
# PyTorch's FlopCounterMode sets the name before it makes its table, whose rows of modules have lost their indent.
# Seen: "0.9.0: '  a    1'", "0.10.0: 'a      1'", "0.10.0 with preserve_whitespace: '  a    1'".
# Exits with 1 if that changes. Installs both into a temporary folder.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-python3}
for version in 0.9.0 0.10.0; do
  "$python" -m pip install -q --target "$folder/$version" "tabulate==$version"
done
cd "$folder"
row() {
  PYTHONPATH="$folder/$1" "$python" - "$2" <<'PY'
import sys
import tabulate

tabulate.PRESERVE_WHITESPACE = True
keywords = {'preserve_whitespace': True} if sys.argv[1] == 'argument' else {}
print(repr(tabulate.tabulate([['  a', 1], ['b', 2]], headers=['n', 'v'], **keywords).split('\n')[2]))
PY
}
old=$(row 0.9.0 name)
new=$(row 0.10.0 name)
argument=$(row 0.10.0 argument)
echo "0.9.0: $old"
echo "0.10.0: $new"
echo "0.10.0 with preserve_whitespace: $argument"
[ "$old" = "'  a    1'" ] && [ "$new" = "'a      1'" ] && [ "$argument" = "'  a    1'" ]
