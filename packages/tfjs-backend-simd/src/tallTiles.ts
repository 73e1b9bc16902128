/**
 * Whether the engine's compiler keeps the twelve sums of a tile of six rows in registers (see assembly/multiplyPanel.ts):
 * V8 since 13.6 (Node 24, Chrome 136). Measured on x86-64: matrix products are a tenth faster there with such tiles, and a
 * quarter slower in V8 12.9. Results are the same. Other engines were not measured, and may
 * be taken for V8 if they say that they are.
 */
export function tallTilesAreFaster(): boolean {
  const version = v8Version();
  if (version === undefined) return false;
  const [major, minor] = version;
  return major > 13 || (major === 13 && minor >= 6);
}

/** Major and minor version; Chrome 136 has V8 13.6. */
function v8Version(): [number, number] | undefined {
  const { process, navigator } = globalThis as {
    process?: { versions?: { v8?: string } };
    navigator?: { userAgent?: string };
  };
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(process?.versions?.v8 ?? '') ?? [];
  if (major !== undefined && minor !== undefined) return [Number(major), Number(minor)];
  const chrome = /Chrom(?:e|ium)\/(\d+)/.exec(navigator?.userAgent ?? '')?.[1];
  return chrome === undefined ? undefined : [Math.floor(Number(chrome) / 10), Number(chrome) % 10];
}
