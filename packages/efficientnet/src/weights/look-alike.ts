import { resolveNetwork } from '../options';
import { scaleEnd, scaleStages } from '../stages';
import { VARIANTS, type Variant } from '../variants';
import { isSqueezeExcite, placeOf } from './place';

/** What tells variants apart, as far as names and shapes show it. */
interface Outline {
  /** `stage.block`, with `se` if it has squeeze-excite, sorted. */
  readonly blocks: string;
  /** Filters of the first convolution. */
  readonly stem: number | undefined;
  /** Filters of the last one. */
  readonly head: number | undefined;
}

/** A name in any scheme, and the shape in any layout. */
interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The published variants whose blocks and filters these weights have. */
export function looksLike(weights: readonly NamedShape[]): Variant[] {
  const found = outlineOf(weights);
  return (Object.keys(VARIANTS) as Variant[]).filter((variant) => {
    const expected = outlineOfVariant(variant);
    return (
      found.blocks === expected.blocks &&
      (found.stem === undefined || found.stem === expected.stem) &&
      (found.head === undefined || found.head === expected.head)
    );
  });
}

function outlineOf(weights: readonly NamedShape[]): Outline {
  const blocks = new Map<string, boolean>();
  let stem: number | undefined;
  let head: number | undefined;
  for (const { name, shape } of weights) {
    const place = placeOf(name);
    if (place === undefined) continue;
    const [stage, block] = place;
    // Batch norms have one axis, and its length is the number of filters in every layout.
    if (stage === 0) stem = shape.length === 1 ? shape[0] : stem;
    else if (stage === Number.POSITIVE_INFINITY) head = shape.length === 1 ? shape[0] : head;
    else blocks.set(`${stage}.${block}`, (blocks.get(`${stage}.${block}`) ?? false) || isSqueezeExcite(name));
  }
  return { blocks: list(blocks), stem, head };
}

const outlines = new Map<Variant, Outline>();

function outlineOfVariant(variant: Variant): Outline {
  const known = outlines.get(variant);
  if (known !== undefined) return known;
  const network = resolveNetwork(variant, {});
  const blocks = new Map<string, boolean>();
  for (const { prefix, filtersSqueezed } of scaleStages(network)) {
    const [stage, block] = placeOf(`${prefix}bn`)!;
    blocks.set(`${stage}.${block}`, filtersSqueezed > 0);
  }
  const outline = {
    blocks: list(blocks),
    stem: scaleEnd(network.stemFilters, network),
    head: scaleEnd(network.headFilters, network),
  };
  outlines.set(variant, outline);
  return outline;
}

function list(blocks: ReadonlyMap<string, boolean>): string {
  return [...blocks]
    .map(([place, squeezed]) => place + (squeezed ? 'se' : ''))
    .sort()
    .join(' ');
}
