/** `torch.library.opcheck` (torch/testing/_internal/optests). */
import { signature } from '../arguments/signature.js';
import { isOverload, isPacket, type OpOverload, type OpOverloadPacket } from '../operators/ops.js';
import { py_repr } from '../python/repr.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { CustomOpDef } from './custom_op_def.js';
import { class_of } from './lookup.js';
import { autogradRegistrationTest } from './opcheck/autograd_registration.js';
import { compiledTest } from './opcheck/compiled.js';
import { fakeTest } from './opcheck/fake.js';
import type { Test } from './opcheck/samples.js';
import { schemaTest } from './opcheck/schema.js';

const tests = {
  test_schema: schemaTest,
  test_autograd_registration: autogradRegistrationTest,
  test_faketensor: fakeTest,
  test_aot_dispatch_static: compiledTest(false),
  test_aot_dispatch_dynamic: compiledTest(true),
} satisfies Record<string, Test>;

/** A test of {@link opcheck}. */
export type TestUtil = keyof typeof tests;

/** An operator that can be tested: of a packet its only one. */
export type CheckedOp = OpOverload | OpOverloadPacket | CustomOpDef<never>;

/** `'SUCCESS'`, or the error, of each test that ran. */
export type OpcheckResults = Partial<Record<TestUtil, 'SUCCESS' | Error>>;

/** What a test found (`torch.testing._internal.optests.generate_tests.OpCheckError`). */
export class OpCheckError extends Error {
  override name = 'OpCheckError';
}

const usual: readonly TestUtil[] =
  ['test_schema', 'test_autograd_registration', 'test_faketensor', 'test_aot_dispatch_dynamic'];

/** The options of {@link opcheck}. */
export interface OpcheckOptions {
  readonly test_utils?: TestUtil | 'ALL' | readonly TestUtil[];
  readonly raise_exception?: boolean;
  readonly atol?: number | null;
  readonly rtol?: number | null;
}

/**
 * Tests whether an operator is registered rightly, with sample arguments (`torch.library.opcheck`): `test_schema`,
 * that it writes to nothing and gives no memory but what its schema says; `test_autograd_registration`, that its
 * gradients are autograd's; `test_faketensor`, that for tensors on `meta` it gives the same shapes;
 * `test_aot_dispatch_dynamic` and `test_aot_dispatch_static`, that it gives the same under `torch.compile`. Throws an
 * OpCheckError for the first that fails, or gives the errors without `raise_exception`; a ValueError for tests that
 * there are not, and for `rtol` without `atol`.
 */
export const opcheck = signature(`opcheck(op: CheckedOp, args: Sequence[Any], kwargs: dict[str, Any] = None, *,
  test_utils: TestUtil | "ALL" | Sequence[TestUtil] = None, raise_exception: bool = True, atol: float = None,
  rtol: float = None) -> OpcheckResults`).define((given, args, kwargs, test_utils, raise_exception, atol, rtol) => {
  if ((rtol === null) !== (atol === null)) {
    throw new ValueError('opcheck(op, ...): if you specify one of rtol/atol, you must specify both');
  }
  const op = overloadOf(given);
  const wanted = namesOf(test_utils);
  const tolerance = rtol === null ? null : { rtol, atol: atol! };
  const results: OpcheckResults = {};
  for (const name of wanted) {
    try {
      tests[name]({ op, args, kwargs: kwargs ?? {}, tolerance });
      results[name] = 'SUCCESS';
    } catch (error) {
      if (!raise_exception) {
        results[name] = error as Error;
        continue;
      }
      const text = `opcheck(op, ...): ${name} failed with ${(error as Error).message} (scroll up for stack trace)`;
      throw Object.assign(new OpCheckError(text), { cause: error });
    }
  }
  return results;
});

function namesOf(given: unknown): readonly TestUtil[] {
  const all = Object.keys(tests) as TestUtil[];
  if (given === null) return usual;
  if (given === 'ALL') return all;
  const list: unknown = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(list) || !list.every((each) => all.includes(each as TestUtil))) {
    const shown = (values: readonly unknown[]): string => `(${values.map(py_repr).join(', ')}${values.length === 1 ? ',' : ''})`;
    throw new ValueError(`opcheck(op, ..., test_utils=${Array.isArray(list) ? shown(list) : py_repr(list)}), expected ` +
      `test_utils to be subset of ${shown(all)} but it was not`);
  }
  return list as TestUtil[];
}

function overloadOf(op: unknown): OpOverload {
  if (op instanceof CustomOpDef) return op._opoverload;
  if (isOverload(op)) return op;
  if (isPacket(op)) return onlyOne(op);
  throw new ValueError('opcheck(op, ...): op must be instance of torch._ops.OpOverload, e.g. torch.ops.aten.sin.default, ' +
    `got ${class_of(op)}`);
}

function onlyOne(packet: OpOverloadPacket): OpOverload {
  const overloads = Object.values(packet).filter(isOverload);
  if (overloads.length === 1) return overloads[0]!;
  const names = overloads.map(({ overload }) => (overload === 'default' ? '' : overload));
  throw new RuntimeError('opcheck can only test operators without overloads. Got the following overloads for ' +
    `${String(packet).replace('.', '::')}: ${py_repr(names)}`);
}
