/** Where in a network something stands: [0, 0] the stem, [stage, block] from 1 and 0, [∞, 0] what follows the blocks. */
export type Place = readonly [stage: number, block: number];

const STEM: Place = [0, 0];
const TOP: Place = [Number.POSITIVE_INFINITY, 0];

/**
 * The place of a layer or weight by its name in any of the known schemes; undefined for a name of no scheme, and for
 * classifiers.
 */
export function placeOf(name: string): Place | undefined {
  return keras(name) ?? torchvision(name) ?? timm(name);
}

/** Whether `a` stands before `b`. */
export function isBefore(a: Place, b: Place): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

/** Whether a name belongs to a squeeze-excite, in any scheme. */
export function isSqueezeExcite(name: string): boolean {
  return /(_se_(reduce|expand)\b)|(\.block\.\d+\.fc[12]\.)|(^blocks\.\d+\.\d+\.se\.)/.test(name);
}

function keras(name: string): Place | undefined {
  const [layer] = name.split('/') as [string];
  if (/^stem_(conv|bn)$/.test(layer)) return STEM;
  if (/^top_(conv|bn)$/.test(layer)) return TOP;
  const [, stage, letter] = /^block(\d+)([^\d_])_/.exec(layer) ?? [];
  return stage === undefined ? undefined : [Number(stage), letter!.charCodeAt(0) - 97];
}

function torchvision(name: string): Place | undefined {
  const [, stage, block, inside] = /^features\.(\d+)\.(\d+)\.(block\.)?/.exec(name) ?? [];
  if (stage === undefined) return undefined;
  if (inside) return [Number(stage), Number(block)];
  return stage === '0' ? STEM : TOP;
}

function timm(name: string): Place | undefined {
  if (/^(conv_stem|bn1)\./.test(name)) return STEM;
  if (/^(conv_head|bn2)\./.test(name)) return TOP;
  const [, stage, block] = /^blocks\.(\d+)\.(\d+)\./.exec(name) ?? [];
  return stage === undefined ? undefined : [Number(stage) + 1, Number(block)];
}
