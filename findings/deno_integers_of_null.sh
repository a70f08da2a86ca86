#!/usr/bin/env bash
# Deno 2.9.6 (npm package `deno`), Node-API: napi_get_value_uint32 of a value that is no number.
# The documentation of Node-API says: "If a non-number napi_value is passed in it returns napi_number_expected" (6), and
# Node does. One would guess that Deno does too, the more so as its napi_get_value_int64 and _double do.
# What happens: the 32-bit readers convert as Number(value) | 0 does, and return napi_ok: null reads as 0, "5" as 5, so
# an addon that tries "is it a number?" by the status takes null for the number 0.
# Output seen:
#   node: uint32 of null: 6, of "5": 6; int64 of null: 6
#   deno: uint32 of null: 0, of "5": 0; int64 of null: 6
# Exits with 1 if that changes. Needs gcc.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --no-audit --no-fund --ignore-scripts deno@2.9.6 node-api-headers@1.9.0 >/dev/null 2>&1
cat > probe.c <<'C'
#include <node_api.h>
static napi_value status(napi_env env, napi_callback_info info, int wide) {
  size_t n = 1;
  napi_value value, result;
  uint32_t narrow_number;
  int64_t wide_number;
  napi_get_cb_info(env, info, &n, &value, NULL, NULL);
  int code = wide ? napi_get_value_int64(env, value, &wide_number) : napi_get_value_uint32(env, value, &narrow_number);
  napi_create_int32(env, code, &result);
  return result;
}
static napi_value narrow(napi_env env, napi_callback_info info) { return status(env, info, 0); }
static napi_value wide(napi_env env, napi_callback_info info) { return status(env, info, 1); }
NAPI_MODULE_INIT() {
  napi_value f;
  napi_create_function(env, "uint32", NAPI_AUTO_LENGTH, narrow, NULL, &f);
  napi_set_named_property(env, exports, "uint32", f);
  napi_create_function(env, "int64", NAPI_AUTO_LENGTH, wide, NULL, &f);
  napi_set_named_property(env, exports, "int64", f);
  return exports;
}
C
gcc -shared -fPIC -Inode_modules/node-api-headers/include probe.c -o probe.node
cat > probe.cjs <<'J'
const p = require('./probe.node');
console.log(`uint32 of null: ${p.uint32(null)}, of "5": ${p.uint32('5')}; int64 of null: ${p.int64(null)}`);
J
deno=$(find node_modules/@deno -name deno -type f | head -1)
node_says=$(node probe.cjs)
deno_says=$("$deno" run -A probe.cjs)
echo "node: $node_says"
echo "deno: $deno_says"
[ "$node_says" = 'uint32 of null: 6, of "5": 6; int64 of null: 6' ]
[ "$deno_says" = 'uint32 of null: 0, of "5": 0; int64 of null: 6' ]
