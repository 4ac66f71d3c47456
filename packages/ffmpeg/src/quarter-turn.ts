/**
 * The nearest quarter turn: 0, 90, 180 or 270 degrees, clockwise.
 *
 * @param degrees - Any angle, clockwise; what is no number is no turn.
 */
export function quarterTurn(degrees: number): number {
  return Number.isFinite(degrees) ? (((Math.round(degrees / 90) * 90) % 360) + 360) % 360 : 0;
}
