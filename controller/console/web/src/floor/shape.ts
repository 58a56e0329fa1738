import type { Point } from "../state";

// The geometry of a floor plan, in metres.

export interface Box {
  x: number;
  y: number;
  width: number;
  depth: number;
}

export function box(corners: Point[]): Box {
  const xs = corners.map((c) => c[0]);
  const ys = corners.map((c) => c[1]);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, depth: Math.max(...ys) - y };
}

// edges pairs every corner with the next one, around.
function edges(corners: Point[]): [Point, Point][] {
  return corners.map((from, i) => [from, corners[(i + 1) % corners.length] ?? from]);
}

export function area(corners: Point[]): number {
  return Math.abs(edges(corners).reduce((sum, [a, b]) => sum + a[0] * b[1] - b[0] * a[1], 0)) / 2;
}

export function inside([x, y]: Point, corners: Point[]): boolean {
  let odd = false;
  for (const [a, b] of edges(corners)) {
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd;
}

function toEdge([x, y]: Point, [a, b]: [Point, Point]): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a[0] - along * dx, y - a[1] - along * dy);
}

// room is how far a point is from the nearest wall; negative outside.
export function room(at: Point, corners: Point[]): number {
  const near = Math.min(...edges(corners).map((edge) => toEdge(at, edge)));
  return inside(at, corners) ? near : -near;
}

// heart is the middle of the roomiest place of a zone: where its number stands,
// also when the zone is bent. Of several such places the most central is taken.
export function heart(corners: Point[]): Point {
  const { x, y, width, depth } = box(corners);
  const middle: Point = [x + width / 2, y + depth / 2];
  const worth = (p: Point): number => room(p, corners) - 0.05 * Math.hypot(p[0] - middle[0], p[1] - middle[1]);
  let best = middle;
  for (let i = 1; i < 24; i++) {
    for (let j = 1; j < 24; j++) {
      const p: Point = [x + (width * i) / 24, y + (depth * j) / 24];
      if (worth(p) > worth(best) + 1e-9) best = p;
    }
  }
  return best;
}

// spots are places in a zone, spread evenly and always the same ones, that
// keep clear of the walls and, where there is room, of what is written there.
export function spots(corners: Point[], written: Box[], most: number): Point[] {
  const { x, y, width, depth } = box(corners);
  const roll = dice();
  const throwOne = (): Point => {
    let fair: Point | undefined;
    for (let n = 0; n < 40; n++) {
      const p: Point = [x + width * roll(), y + depth * roll()];
      if (room(p, corners) < 0.45) continue;
      if (!written.some((b) => within(p, b))) return p;
      fair ??= p;
    }
    return fair ?? heart(corners);
  };
  const out: Point[] = [];
  // Of a few throws the one farthest from the others: no rows, no clumps, and
  // the first n places are spread as well as all.
  while (out.length < most) {
    const throws = Array.from({ length: 5 }, () => throwOne());
    out.push(throws.reduce((best, p) => (lonely(p, out) > lonely(best, out) ? p : best)));
  }
  return out;
}

export function within([x, y]: Point, b: Box): boolean {
  return x > b.x && x < b.x + b.width && y > b.y && y < b.y + b.depth;
}

function lonely(p: Point, others: Point[]): number {
  return others.reduce((near, o) => Math.min(near, (o[0] - p[0]) ** 2 + (o[1] - p[1]) ** 2), Infinity);
}

// dice gives the same row of numbers in 0..1 every time.
function dice(): () => number {
  let seed = 20260509;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

// along gives n places inside the walls of a zone, as wall lamps hang.
export function along(corners: Point[], n: number, inset: number): Point[] {
  const sides = edges(corners);
  const lengths = sides.map(([a, b]) => Math.hypot(b[0] - a[0], b[1] - a[1]));
  const total = lengths.reduce((sum, l) => sum + l, 0);
  const centre = heart(corners);
  return Array.from({ length: n }, (_, i) => {
    let way = (total * (i + 0.5)) / n;
    let side = 0;
    while (side < sides.length - 1 && way > (lengths[side] ?? 0)) way -= lengths[side++] ?? 0;
    const [a, b] = sides[side] ?? [centre, centre];
    const share = way / (lengths[side] || 1);
    const wall: Point = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    const far = Math.hypot(centre[0] - wall[0], centre[1] - wall[1]) || 1;
    const pull = Math.min(0.45, inset / far);
    return [wall[0] + (centre[0] - wall[0]) * pull, wall[1] + (centre[1] - wall[1]) * pull];
  });
}
