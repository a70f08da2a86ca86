import * as torch from '../../../index.js';
import { ValueError } from '../../../values/errors.js';

/** Four corners, each [x, y]. */
export type Corners = readonly (readonly number[])[];

type Pair = readonly [number, number];

/**
 * The map from places of the result to places of the source, for a picture that is sheared, scaled and turned about
 * `center` by `angle` degrees clockwise, then moved. Six numbers: two rows of a matrix.
 */
export function affineMatrix(center: Pair, angle: number, translate: Pair, scale: number, shear: Pair): number[] {
  const radians = (degrees: number): number => degrees * (Math.PI / 180);
  const [turn, sx, sy] = [radians(angle), radians(shear[0]), radians(shear[1])];
  const a = Math.cos(turn - sy) / Math.cos(sy);
  const b = (-Math.cos(turn - sy) * Math.tan(sx)) / Math.cos(sy) - Math.sin(turn);
  const c = Math.sin(turn - sy) / Math.cos(sy);
  const d = (-Math.sin(turn - sy) * Math.tan(sx)) / Math.cos(sy) + Math.cos(turn);
  // The determinant is 1, so the inverse needs no division by it.
  const [m0, m1, m3, m4] = [d, -b, -c, a].map((each) => each / scale) as [number, number, number, number];
  const [x, y] = [-center[0] - translate[0], -center[1] - translate[1]];
  return [m0, m1, 0 / scale + (m0 * x + m1 * y) + center[0], m3, m4, 0 / scale + (m3 * x + m4 * y) + center[1]];
}

/** The eight coefficients of the perspective that shows at `startpoints` what is at `endpoints`. */
export function perspectiveCoefficients(startpoints: Corners, endpoints: Corners): number[] {
  if (startpoints.length !== 4 || endpoints.length !== 4) {
    throw new ValueError(`Please provide exactly four corners, got ${startpoints.length} startpoints and ` +
      `${endpoints.length} endpoints.`);
  }
  const rows = endpoints.flatMap((to, i) => {
    const [x, y] = to as Pair;
    const [u, v] = startpoints[i] as Pair;
    return [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]];
  });
  const values = torch.tensor(startpoints.flat(), { dtype: torch.float64 });
  const solved = torch.linalg.lstsq(torch.tensor(rows, { dtype: torch.float64 }), values, { driver: 'gels' });
  return solved.solution.to(torch.float32).tolist() as number[];
}
