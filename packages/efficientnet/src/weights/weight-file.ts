/** One array of a file. */
export interface FileWeight {
  /** As the file names it. */
  readonly name: string;
  /** As the file has it. */
  readonly shape: readonly number[];
  /** The name of its type if its values are no floating-point numbers that float32 can hold. */
  readonly unreadable: string | undefined;
  /** Reads the numbers: a copy that the caller owns. */
  read(): Float32Array;
}

/** A layer of a Keras file. */
export interface FileLayer {
  readonly name: string;
  readonly weights: readonly FileWeight[];
}

/** A weight file, opened: nothing but names and shapes has been read. */
export interface WeightFile {
  readonly format: 'keras' | 'safetensors';
  /** A Keras file's layers that have weights, in its order; a safetensors file is one layer without a name. */
  readonly layers: readonly FileLayer[];
  /** Frees what the file holds. */
  close(): void;
}
