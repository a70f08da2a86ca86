#!/usr/bin/env bash
# npm 11.19.1 beside npm 10.9.4, Node 20.20.2, Linux x86-64: an optional dependency that the registry answers 404 for.
# One would guess: `npm install` succeeds without it, as it does, and `npm ci` does the same from the lock file that it
# wrote a moment ago.
# What happens: `npm install` exits with 0 and says nothing of the package; package-lock.json names it among the
# project's optional dependencies and has no entry for it. In npm 10 `npm ci` goes on; in npm 11 it refuses that lock
# file ("can only install packages when your package.json and package-lock.json are in sync"), though nothing was edited
# between, and names what is missing without its version.
# So packages for platforms have to be published before a manifest that is installed by `npm ci` names them.
# Seen (npm, exit codes of install and ci, what ci says):
#   10.9.4 install 0 ci 0
#   11.19.1 install 0 ci 1 EUSAGE Missing: not-published@ from lock file
set -eu
folder=$(mktemp -d)
cleanup() {
  [ -z "${server:-}" ] || kill "$server"
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
for version in 10.9.4 11.19.1; do
  npm install --silent --no-fund --no-audit --prefix "npm-$version" "npm@$version" >/dev/null
done
node -e "
const server = require('node:http').createServer((_, response) => response.writeHead(404).end('{}'));
server.listen(0, '127.0.0.1', () => require('node:fs').writeFileSync('port', String(server.address().port)));" &
server=$!
while [ ! -s port ]; do sleep 0.1; done
for version in 10.9.4 11.19.1; do
  mkdir "project-$version"
  cd "project-$version"
  echo '{ "name": "project", "version": "1.0.0", "optionalDependencies": { "not-published": "1.0.0" } }' > package.json
  npm="node ../npm-$version/node_modules/npm/bin/npm-cli.js"
  settings="--registry http://127.0.0.1:$(cat ../port)/ --cache ../cache-$version --no-fund --no-audit"
  install=0; $npm install $settings >/dev/null 2>&1 || install=$?
  ci=0; $npm ci $settings >ci.log 2>&1 || ci=$?
  said=$(grep -o -e EUSAGE -e 'Missing: .*' ci.log | head -2 | tr '\n' ' ' || true)
  echo "$version install $install ci $ci $said" | sed 's/ *$//'
  cd ..
done | tee seen
diff - seen <<'EXPECTED'
10.9.4 install 0 ci 0
11.19.1 install 0 ci 1 EUSAGE Missing: not-published@ from lock file
EXPECTED
