import type { Progress } from '../study/study';
import { printable, textWidth } from './text-layout';

/** The part of a stream that a bar needs. */
export interface BarStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** A line on the terminal that says how far the work is; nothing where nobody looks on. */
export class ProgressBar {
  readonly #stream: BarStream;
  readonly #now: () => number;
  #drawn = Number.NEGATIVE_INFINITY;
  #visible = false;

  constructor(stream: BarStream, now: () => number = Date.now) {
    this.#stream = stream;
    this.#now = now;
  }

  /** A function to call after each patient. */
  follow(label: string): (progress: Progress) => void {
    const begin = this.#now();
    return ({ done, total, patient }) => {
      const now = this.#now();
      if (!this.#stream.isTTY || (now - this.#drawn < REDRAW && done < total)) return;
      this.#drawn = now;
      const left = done > 0 && done < total ? `, ${timeText(((now - begin) / done) * (total - done))} left` : '';
      const filled = total > 0 ? Math.round((done / total) * CELLS) : 0;
      const bar = '█'.repeat(filled) + '░'.repeat(CELLS - filled);
      this.#draw(printable(`${label} ${bar} ${done} of ${total}${left} (${patient})`));
    };
  }

  /** Take the line away before something else is printed. */
  clear(): void {
    if (this.#visible) this.#stream.write('\r\u001b[K');
    this.#visible = false;
    this.#drawn = Number.NEGATIVE_INFINITY;
  }

  #draw(line: string): void {
    // A terminal that does not know its width says 0.
    const most = Math.max((this.#stream.columns || 80) - 1, 1);
    const letters = [...line];
    while (textWidth(letters.join('')) > most) letters.pop();
    const text = letters.join('');
    this.#stream.write(`\r${text}\u001b[K`);
    this.#visible = true;
  }
}

/** Milliseconds between two drawings. */
const REDRAW = 100;
const CELLS = 24;

function timeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
