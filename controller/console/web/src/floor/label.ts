import type { Point } from "../state";
import type { Box } from "./shape";

// What is written into a zone: its number, with name and unit where they fit.
// Sizes are metres, as the plan is; scale is pixels a metre.

export interface Label {
  lines: Written[];
  boxes: Box[]; // what the lines cover
}

interface Written {
  text: string;
  size: number;
  y: number; // of the baseline
  big: boolean;
}

const letter = 0.56; // width of a letter, of the size
const digit = 0.62;
const capital = 0.72; // height of a capital

export function label(size: Box, middle: Point, scale: number, name: string, people: string, unit: string): Label {
  const big = Math.min(96, Math.max(13, Math.min(size.width, size.depth) * scale * 0.4)) / scale;
  const small = Math.min(18, Math.max(10.5, big * scale * 0.34)) / scale;
  const fits = (texts: string[], depth: number, air: number): boolean =>
    depth + small * air < size.depth && texts.every((text) => text.length * small * letter < size.width - 0.3);
  const number = big * capital;
  const line = small * (capital + 0.5);
  const named = fits([name], number + line, 0.7);
  const united = named && fits([unit], number + 2 * line, 1.6);
  let y = middle[1] - (number + (named ? line : 0) + (united ? line : 0)) / 2;
  const lines: Written[] = [];
  if (named) lines.push({ text: name, size: small, y: (y += line) - small * 0.5, big: false });
  lines.push({ text: people, size: big, y: (y += number), big: true });
  if (united) lines.push({ text: unit, size: small, y: y + line, big: false });
  return { lines, boxes: lines.map((written) => cover(written, middle[0])) };
}

// cover is the box around one line, with air.
function cover({ text, size, y, big }: Written, x: number): Box {
  const width = (big ? Math.max(2, text.length) * digit : text.length * letter) * size + 0.7;
  return { x: x - width / 2, y: y - size * capital - 0.35, width, depth: size * capital + 0.7 };
}
