/** A run of MBConv blocks that share kernel size and filters, before width and depth scaling. */
export interface Stage {
  /** Side of the depthwise kernel in pixels. */
  readonly kernel: number;
  /** Stride of the stage's first block; the others have stride 1. */
  readonly stride: number;
  /** Factor by which a block widens its input before the depthwise convolution; 1 leaves the expansion out. */
  readonly expand: number;
  /** Filters that enter the stage. */
  readonly filtersIn: number;
  /** Filters that leave each of its blocks. */
  readonly filtersOut: number;
  /** Number of blocks. */
  readonly repeats: number;
}

/** The stages of EfficientNet-B0 (Tan & Le 2019, Table 1; `efficientnet_builder.py`). */
export const STAGES: readonly Stage[] = [
  { kernel: 3, stride: 1, expand: 1, filtersIn: 32, filtersOut: 16, repeats: 1 },
  { kernel: 3, stride: 2, expand: 6, filtersIn: 16, filtersOut: 24, repeats: 2 },
  { kernel: 5, stride: 2, expand: 6, filtersIn: 24, filtersOut: 40, repeats: 2 },
  { kernel: 3, stride: 2, expand: 6, filtersIn: 40, filtersOut: 80, repeats: 3 },
  { kernel: 5, stride: 1, expand: 6, filtersIn: 80, filtersOut: 112, repeats: 3 },
  { kernel: 5, stride: 2, expand: 6, filtersIn: 112, filtersOut: 192, repeats: 4 },
  { kernel: 3, stride: 1, expand: 6, filtersIn: 192, filtersOut: 320, repeats: 1 },
];

/** Filters of the first convolution of B0. */
export const STEM_FILTERS = 32;

/** Filters of the last convolution of B0. */
export const HEAD_FILTERS = 1280;

/** Filter counts are multiples of this (`depth_divisor` of the reference implementation). */
const FILTER_DIVISOR = 8;

/**
 * The filter count nearest to `filters * widthCoefficient` that is a multiple of 8, but never more than 10 % below it
 * (`round_filters` of the reference implementation).
 */
export function roundFilters(filters: number, widthCoefficient: number): number {
  const wanted = filters * widthCoefficient;
  const nearest = Math.floor(Math.trunc(wanted + FILTER_DIVISOR / 2) / FILTER_DIVISOR) * FILTER_DIVISOR;
  const rounded = Math.max(FILTER_DIVISOR, nearest);
  return rounded < 0.9 * wanted ? rounded + FILTER_DIVISOR : rounded;
}

/** `repeats * depthCoefficient`, rounded up (`round_repeats` of the reference implementation). */
export function roundRepeats(repeats: number, depthCoefficient: number): number {
  return Math.ceil(repeats * depthCoefficient);
}

/** One MBConv block after scaling. */
export interface Block {
  /** Keras's prefix of the block's layer names, `block1a_` … */
  readonly prefix: string;
  readonly kernel: number;
  readonly stride: number;
  readonly filtersIn: number;
  /** Filters of the depthwise convolution. */
  readonly filtersExpanded: number;
  /** Filters of the squeeze-excite bottleneck. */
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

/** Squeeze-excite bottleneck as a share of the block's *input* filters (`se_ratio` of the reference implementation). */
const SQUEEZE_RATIO = 0.25;

/** The blocks of a network in order, with names, filters and drop rates worked out. */
export function scaleStages(
  stages: readonly Stage[],
  scale: { widthCoefficient: number; depthCoefficient: number; dropConnectRate: number },
): Block[] {
  const width = (filters: number): number => roundFilters(filters, scale.widthCoefficient);
  const total = stages.reduce((sum, stage) => sum + roundRepeats(stage.repeats, scale.depthCoefficient), 0);
  const blocks: Block[] = [];
  stages.forEach((stage, s) => {
    const filtersOut = width(stage.filtersOut);
    for (let r = 0; r < roundRepeats(stage.repeats, scale.depthCoefficient); r++) {
      const first = r === 0;
      const filtersIn = first ? width(stage.filtersIn) : filtersOut;
      const stride = first ? stage.stride : 1;
      blocks.push({
        prefix: `block${s + 1}${String.fromCharCode(97 + r)}_`,
        kernel: stage.kernel,
        stride,
        filtersIn,
        filtersExpanded: filtersIn * stage.expand,
        filtersSqueezed: Math.max(1, Math.trunc(filtersIn * SQUEEZE_RATIO)),
        filtersOut,
        residual: stride === 1 && filtersIn === filtersOut,
        dropRate: (scale.dropConnectRate * blocks.length) / total,
      });
    }
  });
  return blocks;
}
