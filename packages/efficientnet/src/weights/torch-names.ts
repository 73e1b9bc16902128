import type { ModelLayer, ModelWeight } from './model-weights';

/** Names that PyTorch's EfficientNets give their weights. */
export type TorchNaming = 'torchvision' | 'timm';

/**
 * The name of each weight in a state dict of torchvision or timm, worked out from the model's own blocks, so that it
 * holds for every block table. Weights that these networks do not have are left out.
 */
export function torchNames(layers: readonly ModelLayer[], naming: TorchNaming): Map<ModelWeight, string> {
  const blocks = blocksOf(layers);
  const ends = naming === 'torchvision' ? torchvisionEnds(blocks) : TIMM_ENDS;
  const modules = new Map(Object.entries(ends));
  for (const block of blocks.values()) {
    const inside = naming === 'torchvision' ? torchvisionBlock(block) : timmBlock(block);
    for (const [layer, module] of Object.entries(inside)) modules.set(block.prefix + layer, module);
  }
  const names = new Map<ModelWeight, string>();
  for (const weight of layers.flatMap(({ weights }) => weights)) {
    const module = modules.get(oneDepthwiseName(weight.layer));
    const kind = KINDS[weight.kind];
    if (module !== undefined && kind !== undefined) names.set(weight, `${module}.${kind}`);
  }
  return names;
}

/** A layer's name with one name for depthwise layers, which a block table may call otherwise (`depthwiseName`). */
export function oneDepthwiseName(layer: string): string {
  return layer.replace(/_dwconv\w*$/, '_dwconv');
}

const KINDS: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** A block of the model: which layers it has. */
interface Block {
  readonly prefix: string;
  /** From 1. */
  readonly stage: number;
  /** From 0. */
  readonly index: number;
  /** Its layers with weights, without the prefix, the depthwise one as `dwconv`. */
  readonly layers: Map<string, ModelLayer>;
}

function blocksOf(layers: readonly ModelLayer[]): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (const layer of layers) {
    const [prefix, stage, letter] = /^block(\d+)([^\d_])_/.exec(layer.name) ?? [];
    if (prefix === undefined || layer.weights.length === 0) continue;
    const index = letter!.charCodeAt(0) - 97;
    const block = blocks.get(prefix) ?? { prefix, stage: Number(stage), index, layers: new Map() };
    block.layers.set(oneDepthwiseName(layer.name).slice(prefix.length), layer);
    blocks.set(prefix, block);
  }
  return blocks;
}

/** torchvision numbers the parts of its `features`: the stem, the stages, the last convolution. */
function torchvisionEnds(blocks: ReadonlyMap<string, Block>): Record<string, string> {
  const last = Math.max(0, ...[...blocks.values()].map(({ stage }) => stage)) + 1;
  return {
    stem_conv: 'features.0.0',
    stem_bn: 'features.0.1',
    top_conv: `features.${last}.0`,
    top_bn: `features.${last}.1`,
    predictions: 'classifier.1',
  };
}

/** The parts of a block, each with the names of its modules in torchvision; a block has some of them. */
const PARTS: readonly Readonly<Record<string, string>>[] = [
  { expand_conv: '0', expand_bn: '1' },
  { dwconv: '0', bn: '1' },
  { se_reduce: 'fc1', se_expand: 'fc2' },
  { project_conv: '0', project_bn: '1' },
];

/** Within a block torchvision numbers the parts that there are. */
function torchvisionBlock({ stage, index, layers }: Block): Record<string, string> {
  const parts = PARTS.filter((part) => Object.keys(part).some((layer) => layers.has(layer)));
  return Object.fromEntries(
    parts.flatMap((part, i) =>
      Object.entries(part).map(([layer, module]) => [layer, `features.${stage}.${index}.block.${i}.${module}`]),
    ),
  );
}

const TIMM_ENDS = {
  stem_conv: 'conv_stem',
  stem_bn: 'bn1',
  top_conv: 'conv_head',
  top_bn: 'bn2',
  predictions: 'classifier',
};

/** timm has a class for each kind of block (`_efficientnet_blocks.py`), with names of its own for the same parts. */
function timmBlock({ stage, index, layers }: Block): Record<string, string> {
  const expand = layers.get('expand_conv');
  const depthwise = layers.has('dwconv');
  let names: Record<string, string>;
  if (expand === undefined) names = depthwise ? DEPTHWISE_SEPARABLE : CONV_BN_ACT;
  else names = expand.weights[0]!.shape[0] === 1 ? INVERTED_RESIDUAL : EDGE_RESIDUAL;
  const squeeze = { se_reduce: 'se.conv_reduce', se_expand: 'se.conv_expand' };
  return Object.fromEntries(
    Object.entries({ ...names, ...squeeze }).map(([layer, name]) => [layer, `blocks.${stage - 1}.${index}.${name}`]),
  );
}

const DEPTHWISE_SEPARABLE = {
  dwconv: 'conv_dw',
  bn: 'bn1',
  project_conv: 'conv_pw',
  project_bn: 'bn2',
};
const INVERTED_RESIDUAL = {
  expand_conv: 'conv_pw',
  expand_bn: 'bn1',
  dwconv: 'conv_dw',
  bn: 'bn2',
  project_conv: 'conv_pwl',
  project_bn: 'bn3',
};
const EDGE_RESIDUAL = { expand_conv: 'conv_exp', expand_bn: 'bn1', project_conv: 'conv_pwl', project_bn: 'bn2' };
const CONV_BN_ACT = { project_conv: 'conv', project_bn: 'bn1' };
