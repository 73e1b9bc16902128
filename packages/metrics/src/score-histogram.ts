import { lostDigits } from './compensated-sum';
import { BINS } from './score-bins';
import type { StateReader } from './state-reader';

/** What a bin holds of one class. */
export interface BinContent {
  readonly bin: number;
  readonly weight: number;
  /** The lowest and highest score there. */
  readonly lowest: number;
  readonly highest: number;
}

/** A class's bins that hold something, ascending: five lists of the same length. */
interface PlainHistogram {
  bins: number[];
  sums: number[];
  lost: number[];
  lowest: number[];
  highest: number[];
}

/** The scores of one class of one label, by bins: sums of weights, and the lowest and highest score of each. */
export class ScoreHistogram {
  /** For each bin, one more than its place in the lists, which have the bins that hold something as they came. */
  readonly #places = new Uint32Array(BINS);
  readonly #lists: PlainHistogram = { bins: [], sums: [], lost: [], lowest: [], highest: [] };

  add(bin: number, score: number, weight: number): void {
    this.#add(bin, weight, 0, score, score);
  }

  merge(other: ScoreHistogram): void {
    this.#addAll(other.toJSON());
  }

  contents(): BinContent[] {
    const { bins, sums, lost, lowest, highest } = this.toJSON();
    return bins.map((bin, i) => ({ bin, weight: sums[i]! + lost[i]!, lowest: lowest[i]!, highest: highest[i]! }));
  }

  toJSON(): PlainHistogram {
    const { bins, sums, lost, lowest, highest } = this.#lists;
    const order = Array.from(bins.keys()).sort((a, b) => bins[a]! - bins[b]!);
    const inOrder = (list: number[]) => order.map((place) => list[place]!);
    return {
      bins: inOrder(bins),
      sums: inOrder(sums),
      lost: inOrder(lost),
      lowest: inOrder(lowest),
      highest: inOrder(highest),
    };
  }

  /** @throws {@link InvalidValueError} */
  static fromJSON(read: StateReader): ScoreHistogram {
    const bins = read.indices('bins', BINS);
    const list = (field: string) => read.numbers(field, bins.length);
    const histogram = new ScoreHistogram();
    histogram.#addAll({
      bins,
      sums: list('sums'),
      lost: list('lost'),
      lowest: list('lowest'),
      highest: list('highest'),
    });
    return histogram;
  }

  #addAll({ bins, sums, lost, lowest, highest }: PlainHistogram): void {
    for (const [i, bin] of bins.entries()) this.#add(bin, sums[i]!, lost[i]!, lowest[i]!, highest[i]!);
  }

  #add(bin: number, weight: number, weightLost: number, from: number, to: number): void {
    const { bins, sums, lost, lowest, highest } = this.#lists;
    const place = this.#places[bin]! - 1;
    if (place < 0) {
      this.#places[bin] = bins.push(bin);
      sums.push(weight);
      lost.push(weightLost);
      lowest.push(from);
      highest.push(to);
      return;
    }
    const total = sums[place]! + weight;
    lost[place]! += lostDigits(sums[place]!, weight, total) + weightLost;
    sums[place] = total;
    if (from < lowest[place]!) lowest[place] = from;
    if (to > highest[place]!) highest[place] = to;
  }
}
