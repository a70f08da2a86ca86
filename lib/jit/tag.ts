import { Enumerated } from '../python/enumeration.js';

/** What an operator says of itself to those that change programs (`torch.Tag`). */
export class Tag extends Enumerated {
  /** One of the operators of which all others are made. */
  static readonly core = new Tag('core', 0);
  /** Cannot be captured in a CUDA graph. */
  static readonly cudagraph_unsafe = new Tag('cudagraph_unsafe', 1);
  /** The output is a number that depends on elements. */
  static readonly data_dependent_output = new Tag('data_dependent_output', 2);
  /** The output's shape depends on elements. */
  static readonly dynamic_output_shape = new Tag('dynamic_output_shape', 3);
  /** Takes inputs of any strides. */
  static readonly flexible_layout = new Tag('flexible_layout', 4);
  /** Was generated out of another. */
  static readonly generated = new Tag('generated', 5);
  /** Writes into an argument. */
  static readonly inplace = new Tag('inplace', 6);
  /** Changes the sizes, strides or storage of an argument. */
  static readonly inplace_view = new Tag('inplace_view', 7);
  /** May give back an argument, or write into one, without saying so. */
  static readonly maybe_aliasing_or_mutating = new Tag('maybe_aliasing_or_mutating', 8);
  /** Wants contiguous inputs. */
  static readonly needs_contiguous_strides = new Tag('needs_contiguous_strides', 9);
  /** Wants inputs with the strides that they have. */
  static readonly needs_exact_strides = new Tag('needs_exact_strides', 10);
  /** Wants inputs whose strides have the order that they have. */
  static readonly needs_fixed_stride_order = new Tag('needs_fixed_stride_order', 11);
  /** Gives other bits from run to run. */
  static readonly nondeterministic_bitwise = new Tag('nondeterministic_bitwise', 12);
  /** Draws random numbers. */
  static readonly nondeterministic_seeded = new Tag('nondeterministic_seeded', 13);
  /** Has an argument that the result is written to. */
  static readonly out = new Tag('out', 14);
  /** The form of another that writes into an argument. */
  static readonly out_variant = new Tag('out_variant', 15);
  /** Works on each element alone. */
  static readonly pointwise = new Tag('pointwise', 16);
  /** Obeys what torch.compile asks of operators. */
  static readonly pt2_compliant_tag = new Tag('pt2_compliant_tag', 17);
  /** Makes one element out of many. */
  static readonly reduction = new Tag('reduction', 18);
  /** A copy where another gives a view. */
  static readonly view_copy = new Tag('view_copy', 19);
}
