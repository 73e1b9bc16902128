import { OptionError } from '../errors/option-error';
import type { SwapPairs } from './augment-options';

/**
 * Where each name's column comes from once left and right have changed places: `mirrored[i]` is the position of the
 * counterpart of name i, or i itself for what lies in the middle.
 *
 * @param pairs the caller's pairs; without them the names must tell
 * @throws OptionError if a pair has an unknown or repeated name, if the names tell no pair at all, or if one of them
 * names a side and its counterpart is not there
 */
export function mirrored(
  option: 'swapViews' | 'swapLabels',
  names: readonly string[],
  pairs: SwapPairs | undefined,
): number[] {
  const order = names.map((_, at) => at);
  for (const [left, right] of pairs ?? pairsOf(option, names)) {
    const [a, b] = [left, right].map((name) => names.indexOf(name)) as [number, number];
    const isRight = a >= 0 && b >= 0 && a !== b && order[a] === a && order[b] === b;
    if (!isRight) {
      throw new OptionError(`augment.${option}`, `a list with ${left} and ${right}`, `pairs of ${names.join(', ')}`);
    }
    [order[a], order[b]] = [b, a];
  }
  return order;
}

function pairsOf(option: 'swapViews' | 'swapLabels', names: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (const name of names) {
    const found = counterparts(name).filter((other) => names.includes(other));
    if (found.length > 1 || (found.length === 0 && NAMES_SIDE.test(name))) {
      throw new OptionError(
        `augment.${option}`,
        'left out',
        `given for flip: ${name} has ${found.length} counterparts`,
      );
    }
    if (found.length === 1 && names.indexOf(found[0]!) > names.indexOf(name)) pairs.push([name, found[0]!]);
  }
  if (pairs.length === 0) {
    const expected = `given for flip, [] if nothing changes places: ${names.join(', ')} do not say left and right`;
    throw new OptionError(`augment.${option}`, 'left out', expected);
  }
  return pairs;
}

/** A side said in so many words: `L_ICA`, `ICA-R`, `Left carotid`. */
const NAMES_SIDE = /^[LR][\s_-]|[\s_-][LR]$|(?<![a-z])(left|right)(?![a-z])/i;

/** What a name would be called on the other side. */
function counterparts(name: string): string[] {
  const others = [
    name.replace(/^[LR]/, (side) => OTHER[side]!),
    name.replace(/(?<=[\s_-])[LR]$/, (side) => OTHER[side]!),
    name.replace(/left|right/gi, (side) => OTHER[side] ?? side),
  ];
  return [...new Set(others)].filter((other) => other !== name);
}

const OTHER: Record<string, string> = {
  ...{ L: 'R', R: 'L', left: 'right', right: 'left', Left: 'Right', Right: 'Left', LEFT: 'RIGHT', RIGHT: 'LEFT' },
};
