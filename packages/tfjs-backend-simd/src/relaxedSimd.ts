/**
 * Compiles a binary that uses relaxed SIMD, or gives undefined where the engine has none.
 *
 * V8 has relaxed SIMD since 11.4 (Chrome 114, Node 22). Node 20's V8 has it too, behind a flag that is read when a
 * module is compiled; it is set for the length of this call, so that nothing else in the process changes.
 */
export function compileRelaxed(binary: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  if (WebAssembly.validate(binary)) return new WebAssembly.Module(binary);
  const setFlag = nodeFlagSetter();
  if (!setFlag) return undefined;
  setFlag('--experimental-wasm-relaxed-simd');
  try {
    return WebAssembly.validate(binary) ? new WebAssembly.Module(binary) : undefined;
  } finally {
    setFlag('--no-experimental-wasm-relaxed-simd');
  }
}

/** How to set a flag of V8 in Node 20; newer ones need none, and in other engines there is none. */
function nodeFlagSetter(): ((flag: string) => void) | undefined {
  const { process } = globalThis as {
    process?: { versions?: { node?: string }; getBuiltinModule?(name: string): unknown };
  };
  if (!process?.versions?.node?.startsWith('20.')) return undefined;
  const v8 = process.getBuiltinModule?.('node:v8') as typeof import('node:v8') | undefined;
  return v8 && ((flag) => v8.setFlagsFromString(flag));
}
