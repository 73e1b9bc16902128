import type { Acquisition } from './acquisition';

/** Draws what the export burnt into the picture: black surround, film edge and dots along the border. */
export function drawMarks(data: Uint8Array, size: number, acquisition: Acquisition): void {
  drawSurround(data, size, acquisition.surround);
  drawFilmEdge(data, size, acquisition.filmEdge);
  drawDots(data, size, acquisition.dots);
}

function drawSurround(data: Uint8Array, size: number, { shape, radius, grey }: Acquisition['surround']): void {
  if (shape === 'none') return;
  const half = size / 2;
  const reach = radius * half;
  const soft = Math.max(1, size / 400);
  // An octagon whose corners stay inside the picture's: its slanted sides are nearer than a square's corners.
  const slant = reach * 1.19;
  for (let j = 0; j < size; j++) {
    const y = Math.abs(j + 0.5 - half);
    for (let i = 0; i < size; i++) {
      const x = Math.abs(i + 0.5 - half);
      const outside =
        shape === 'circle' ? Math.hypot(x, y) - reach : Math.max(x - reach, y - reach, (x + y) / Math.SQRT2 - slant);
      if (outside <= -soft) continue;
      const share = Math.min(1, (outside + soft) / soft);
      const at = j * size + i;
      data[at] = data[at]! + share * (grey - data[at]!);
    }
  }
}

function drawFilmEdge(data: Uint8Array, size: number, { width, grey, edges }: Acquisition['filmEdge']): void {
  const thick = Math.round((width * size) / 1000);
  for (const edge of edges) {
    for (let k = 0; k < thick; k++) for (let i = 0; i < size; i++) data[place(edge, k, i, size)] = grey;
  }
}

function drawDots(data: Uint8Array, size: number, { pitch, grey, edges }: Acquisition['dots']): void {
  if (pitch === 0) return;
  const step = (pitch * size) / 1000;
  const radius = Math.max(1, size / 320);
  const inset = 0.022 * size;
  for (const edge of edges) {
    for (let s = step; s < size - step; s += step) {
      for (let k = Math.floor(inset - radius); k <= inset + radius; k++) {
        for (let i = Math.floor(s - radius); i <= s + radius; i++) {
          if ((k - inset) ** 2 + (i - s) ** 2 <= radius * radius) data[place(edge, k, i, size)] = grey;
        }
      }
    }
  }
}

/** Index of the pixel `k` from an edge (0 left, 1 right, 2 top, 3 bottom) and `i` along it. */
function place(edge: number, k: number, i: number, size: number): number {
  if (edge === 0) return i * size + k;
  if (edge === 1) return i * size + size - 1 - k;
  return edge === 2 ? k * size + i : (size - 1 - k) * size + i;
}
