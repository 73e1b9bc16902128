/** The 4 GiB that 32-bit WebAssembly can address, or what the engine grants, are used up. */
export class OutOfMemoryError extends Error {
  readonly tag = 'OutOfMemoryError';
  override readonly name = 'OutOfMemoryError';

  constructor(
    /** Bytes that were asked for. */
    readonly requested: number,
    /** Bytes in use by tensors at that moment. */
    readonly inUse: number,
    /** Bytes that the memory can have: 4 GiB, or what the engine grants. */
    readonly limit: number,
  ) {
    super(
      `The simd backend has no room for ${mebibytes(requested)} more: ${mebibytes(inUse)} are in use and WebAssembly ` +
        `memory ends at ${mebibytes(limit)} here. Use a smaller batch size or image size, let the network keep less ` +
        'for its backward pass (recompute: true, in the options of @kium/efficientnet), or dispose tensors that are ' +
        'no longer needed (tf.tidy, tensor.dispose).',
    );
  }
}

/** The JavaScript engine has no WebAssembly SIMD, so the backend cannot run. */
export class SimdUnsupportedError extends Error {
  readonly tag = 'SimdUnsupportedError';
  override readonly name = 'SimdUnsupportedError';

  constructor(cause: unknown) {
    super(
      'This JavaScript engine cannot compile WebAssembly SIMD, which the simd backend needs. ' +
        "Use Node 20 or newer, or a browser from 2023 or newer; or choose another backend: tf.setBackend('cpu').",
      { cause },
    );
  }
}

/** `tf.removeBackend` has taken the backend out of tfjs. */
export class BackendRemovedError extends Error {
  readonly tag = 'BackendRemovedError';
  override readonly name = 'BackendRemovedError';

  constructor() {
    super(
      "The backend simd is no longer registered: tf.removeBackend('simd') was called. Load the page or process anew.",
    );
  }
}

/** A kernel of this package was called with tensors that it does not take. */
export class UnsupportedInputError extends TypeError {
  readonly tag = 'UnsupportedInputError';
  override readonly name = 'UnsupportedInputError';

  constructor(
    readonly kernel: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The kernel ${kernel} takes ${expected}, but got ${found}.`);
  }
}

/** `setThreads` was called with something that is no number of threads. */
export class ThreadCountError extends RangeError {
  readonly tag = 'ThreadCountError';
  override readonly name = 'ThreadCountError';

  constructor(readonly found: number) {
    super(`The number of threads must be a whole number from 1 on, but is ${found}.`);
  }
}

/**
 * A WebAssembly kernel stopped with an error, on any thread; this is a bug in this package. The call that throws it may be
 * the one behind the op that failed, which other threads were still computing.
 */
export class KernelFailedError extends Error {
  readonly tag = 'KernelFailedError';
  override readonly name = 'KernelFailedError';

  constructor(readonly kernel: string) {
    super(
      `The WebAssembly kernel ${kernel} failed. This is a bug in @kium/tfjs-backend-simd: please report it with the ` +
        "last ops and the shapes of their inputs, and use tf.setBackend('cpu') in the meantime.",
    );
  }
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
