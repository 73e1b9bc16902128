import { InvalidOptionError } from './errors';
import { roundFilters, roundRepeats } from './scaling';

/** A run of blocks that share kernel size and filters, before width and depth scaling. */
export interface Stage {
  /**
   * What its blocks are: `'mbconv'` (Sandler et al. 2018; Tan & Le 2019), or `'fused'`, where one convolution takes the
   * place of the expansion and the depthwise convolution (Tan & Le 2021, figure 2). Default `'mbconv'`.
   */
  readonly block?: 'mbconv' | 'fused';
  /** Side in pixels of the depthwise kernel or, in a fused block, of the full one. */
  readonly kernel: number;
  /** Stride of the stage's first block; the others have stride 1. */
  readonly stride: number;
  /** Factor by which a block widens its input before it narrows it again; 1 leaves the expansion out. */
  readonly expand: number;
  /** Filters that enter the stage: those that leave the one before it, or the stem. */
  readonly filtersIn: number;
  /** Filters that leave each of its blocks. */
  readonly filtersOut: number;
  /** Number of blocks; at most 26 after scaling. */
  readonly repeats: number;
  /**
   * Squeeze-excite bottleneck as a share of a block's *input* filters (`se_ratio` of the reference implementation);
   * 0 leaves squeeze-excite out. Default 0.25; fused blocks have none.
   */
  readonly squeezeRatio?: number;
  /** What the depthwise layers' names end in. Default `'dwconv'`; keras.applications' V2 calls them `'dwconv2'`. */
  readonly depthwiseName?: string;
}

/** One block after scaling. */
export interface Block {
  readonly kind: 'mbconv' | 'fused';
  /** Keras's prefix of the block's layer names, `block1a_` … */
  readonly prefix: string;
  readonly depthwiseName: string;
  readonly kernel: number;
  readonly stride: number;
  readonly filtersIn: number;
  /** Filters between expansion and projection. */
  readonly filtersExpanded: number;
  /** Filters of the squeeze-excite bottleneck; 0 for none. */
  readonly filtersSqueezed: number;
  readonly filtersOut: number;
  /** Whether the block's input is added to its output. */
  readonly residual: boolean;
  /** Probability that a sample skips the block in training; acts on residual blocks only. */
  readonly dropRate: number;
}

/** The prefix that a layer's name shares with its block, as in {@link Block}; undefined for the layers outside blocks. */
export function blockOf(layerName: string): string | undefined {
  return /^block[^_]+_/.exec(layerName)?.[0];
}

/** The part of a network that a layer belongs to, from its name; undefined for what follows the last convolution. */
export function stageOf(layerName: string): 'stem' | number | 'top' | undefined {
  const [, stage, end] = /^(?:block(\d+)[^_\d]+_|(stem|top)_(?:conv|bn|activation)$)/.exec(layerName) ?? [];
  return stage === undefined ? (end as 'stem' | 'top' | undefined) : Number(stage);
}

/** Squeeze-excite of the published networks (`se_ratio` of the reference implementation). */
const SQUEEZE_RATIO = 0.25;

/** Blocks of a stage are lettered, and tfjs takes no name with what follows the z. */
const MOST_REPEATS = 26;

/** What {@link scaleStages} needs of a network. */
interface Scale {
  readonly stages: readonly Stage[];
  readonly stemFilters: number;
  readonly widthCoefficient: number;
  readonly depthCoefficient: number;
  readonly fixedEnds: boolean;
  readonly dropConnectRate: number;
}

/** Filters of the stem or of the head after scaling. */
export function scaleEnd(filters: number, { widthCoefficient, fixedEnds }: Scale): number {
  return fixedEnds ? filters : roundFilters(filters, widthCoefficient);
}

/**
 * The blocks of a network in order, with names, filters and drop rates worked out.
 *
 * @throws {@link InvalidOptionError} for a stage of too many
 */
export function scaleStages(scale: Scale): Block[] {
  const { stages, widthCoefficient, depthCoefficient, fixedEnds, dropConnectRate } = scale;
  const repeats = stages.map((stage, s) =>
    fixedEnds && (s === 0 || s === stages.length - 1) ? stage.repeats : roundRepeats(stage.repeats, depthCoefficient),
  );
  const tooMany = repeats.findIndex((count) => count > MOST_REPEATS);
  if (tooMany >= 0) {
    const expected = `at most ${MOST_REPEATS} when depthCoefficient, ${depthCoefficient}, has scaled it: blocks are lettered a to z`;
    throw new InvalidOptionError(`stages[${tooMany}].repeats`, stages[tooMany]!.repeats, expected);
  }
  const total = repeats.reduce((sum, count) => sum + count, 0);
  const blocks: Block[] = [];
  let filtersIn = scaleEnd(scale.stemFilters, scale);
  stages.forEach((stage, s) => {
    const filtersOut = roundFilters(stage.filtersOut, widthCoefficient);
    const squeezeRatio = stage.squeezeRatio ?? (stage.block === 'fused' ? 0 : SQUEEZE_RATIO);
    for (let r = 0; r < repeats[s]!; r++) {
      const stride = r === 0 ? stage.stride : 1;
      blocks.push({
        kind: stage.block ?? 'mbconv',
        prefix: `block${s + 1}${String.fromCharCode(97 + r)}_`,
        depthwiseName: stage.depthwiseName ?? 'dwconv',
        kernel: stage.kernel,
        stride,
        filtersIn,
        filtersExpanded: filtersIn * stage.expand,
        filtersSqueezed: squeezeRatio === 0 ? 0 : Math.max(1, Math.trunc(filtersIn * squeezeRatio)),
        filtersOut,
        residual: stride === 1 && filtersIn === filtersOut,
        dropRate: (dropConnectRate * blocks.length) / total,
      });
      filtersIn = filtersOut;
    }
  });
  return blocks;
}
