/** `torch.utils.flop_counter`: how many operations a program needs. */
export type { Formula, FormulaOptions, Shape } from './flop_counter/formulas.js';
export { FlopCounterMode, type CustomMapping } from './flop_counter/mode.js';
export { register_flop_formula, type Counted, type FlopTargets, type TakeFormula } from './flop_counter/registry.js';
