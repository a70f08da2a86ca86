import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { assert_close } from './assert_close.js';
import { looseTolerances } from './tolerances.js';

/**
 * Throws an AssertionError unless `actual` and `expected` are close; what is no tensor becomes one
 * (`torch.testing.assert_allclose`, deprecated: `assert_close`). Dtypes may differ, and NaN equals NaN.
 */
export const assert_allclose = signature(`assert_allclose(actual: Any, expected: Any, rtol: float = None,
  atol: float = None, equal_nan: bool = True, msg: str = "")`).define((actual, expected, rtol, atol, equal_nan, msg) => {
  warn('FutureWarning', '`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future ' +
    'release. Please use `torch.testing.assert_close()` instead. You can find detailed upgrade instructions in ' +
    'https://github.com/pytorch/pytorch/issues/61844.');
  const a = is_tensor(actual) ? actual : tensor(actual as number);
  const e: Tensor = is_tensor(expected) ? expected : tensor(expected as number, { dtype: a.dtype });
  const within = rtol === null && atol === null ? looseTolerances(a.dtype, e.dtype) : { rtol, atol };
  assert_close(a, e, { ...within, equal_nan, check_dtype: false, msg: msg === '' ? null : msg });
});
