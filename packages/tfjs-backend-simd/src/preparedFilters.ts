import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { DataId, SimdBackend } from './backend';
import { type Matrix, packedBytes, packPanels } from './matMul';
import type { WasmMemory } from './memory';
import type { Normalization } from './normalization';

/** A filter as a matrix (k × n). */
export interface FilterMatrix extends Matrix {
  /** Whose values they are, if a prepared copy may be kept for as long as they are: for filters that are used again. */
  readonly keptWith?: DataId | undefined;
}

/** Takes the addresses of a filter and of a bias (0: none), and what follows: 1 for a swish, 0 for nothing. */
export type UseFilter = (filter: number, bias: number, swish: number) => void;

/**
 * Filters as kernels take them: packed into panels, and with the normalisation that follows folded into them, as a factor
 * for each output channel and a bias. Inference would otherwise do this anew for every batch, so copies are kept. A
 * tensor's values never change, so that a copy is good until they are disposed of.
 */
export class PreparedFilters {
  private readonly copies = new Map<DataId, Copy>();

  constructor(private readonly memory: WasmMemory) {}

  /** Runs `use` with b (k × n) packed by `packPanels`. */
  withPanels(
    backend: SimdBackend,
    b: FilterMatrix,
    k: number,
    n: number,
    normalization: Normalization | undefined,
    use: UseFilter,
  ): void {
    if (normalization) this.withFolded(backend, b, { k, n, packed: true }, normalization, use);
    else {
      backend.withScratch(packedBytes(n, k), (packed) => {
        packPanels(backend, b, k, n, packed, k);
        use(packed, 0, 0);
      });
    }
  }

  /** Runs `use` with b (k × n), whose rows lie one behind the other before and after. */
  withRows(
    backend: SimdBackend,
    b: Omit<FilterMatrix, 'rowStride' | 'columnStride'>,
    k: number,
    n: number,
    normalization: Normalization | undefined,
    use: UseFilter,
  ): void {
    if (!normalization) use(b.address, 0, 0);
    else this.withFolded(backend, { ...b, rowStride: n, columnStride: 1 }, { k, n, packed: false }, normalization, use);
  }

  /** The copy of a tensor's values is no longer needed. */
  release(data: DataId): void {
    const copy = this.copies.get(data);
    if (copy === undefined) return;
    this.copies.delete(data);
    this.memory.free(copy.address);
  }

  /** Gives up the copies that are not being used. Returns whether there was one. */
  releaseUnused(): boolean {
    const unused = [...this.copies].filter(([, { users }]) => users === 0);
    for (const [data] of unused) this.release(data);
    return unused.length > 0;
  }

  private withFolded(
    backend: SimdBackend,
    b: FilterMatrix,
    form: Form,
    normalization: Normalization,
    use: UseFilter,
  ): void {
    const swish = normalization.swish ? 1 : 0;
    const bytes = filterBytes(form) + biasBytes(form);
    if (
      b.keptWith === undefined ||
      normalization.once ||
      bytes > LARGEST ||
      this.isInOtherUse(b.keptWith, form, normalization)
    ) {
      backend.withScratch(bytes, (address) => {
        fold(backend, b, form, normalization, address);
        use(address, address + filterBytes(form), swish);
      });
      return;
    }
    const copy = this.copyOf(backend, b.keptWith, b, form, normalization, bytes);
    copy.users++;
    try {
      use(copy.address, copy.address + filterBytes(form), swish);
    } finally {
      copy.users--;
    }
  }

  /** Whether there is a copy that is another matrix, and that a kernel is reading. */
  private isInOtherUse(data: DataId, form: Form, normalization: Normalization): boolean {
    const found = this.copies.get(data);
    return found !== undefined && found.users > 0 && !isSame(found, form, normalization);
  }

  private copyOf(
    backend: SimdBackend,
    data: DataId,
    b: Matrix,
    form: Form,
    normalization: Normalization,
    bytes: number,
  ): Copy {
    const found = this.copies.get(data);
    if (found && isSame(found, form, normalization)) return found;
    this.release(data);
    const address = backend.allocate(bytes);
    try {
      fold(backend, b, form, normalization, address);
    } catch (error) {
      this.memory.free(address);
      throw error;
    }
    const { epsilon } = normalization;
    const copy = { address, form, epsilon, parameters: parametersOf(normalization).map(idOf), users: 0 };
    this.copies.set(data, copy);
    return copy;
  }
}

/** What a copy is: the filter (k × n) in panels or in rows, and a bias behind it. */
interface Form {
  readonly k: number;
  readonly n: number;
  readonly packed: boolean;
}

/** A prepared filter, and what it was made from. */
interface Copy {
  readonly address: number;
  readonly form: Form;
  readonly parameters: readonly DataId[];
  readonly epsilon: number;
  /** Kernels that are reading it. */
  users: number;
}

/** Copies of larger filters, in bytes, would take more memory than making them takes time. */
const LARGEST = 4 * 1024 * 1024;

/** A bias is filled up with zeros to whole panels. */
const PANEL = 8;

const biasBytes = ({ n }: Form) => 4 * Math.ceil(n / PANEL) * PANEL;
const filterBytes = ({ k, n, packed }: Form) => (packed ? packedBytes(n, k) : 4 * k * n);
const parametersOf = ({ mean, variance, scale, offset }: Normalization) => [mean, variance, scale, offset];
const idOf = ({ dataId }: TensorInfo) => dataId;

/** The same filter may be another matrix after a reshape, and may be followed by another normalisation elsewhere. */
function isSame(copy: Copy, { k, n, packed }: Form, normalization: Normalization): boolean {
  const { form, epsilon, parameters } = copy;
  const isSameForm = form.k === k && form.n === n && form.packed === packed;
  return (
    isSameForm &&
    epsilon === normalization.epsilon &&
    parametersOf(normalization).every(({ dataId }, i) => dataId === parameters[i])
  );
}

/** Writes b, each column times the factor of its channel, and the bias behind it. */
function fold(backend: SimdBackend, b: Matrix, form: Form, normalization: Normalization, out: number): void {
  const { k, n, packed } = form;
  const bias = out + filterBytes(form);
  backend.wasmMemory.float32(bias, biasBytes(form) / 4).fill(0);
  const parameters = parametersOf(normalization).map((tensor) => backend.address(tensor)) as Four;
  backend.withScratch(4 * n, (factor) => {
    backend.kernels.foldNormalization(...parameters, factor, bias, n, normalization.epsilon);
    // Each row of b times the factors.
    const scaleTo = (address: number) => backend.kernels.mul(b.address, factor, address, k, n, n, 1, 0, 1);
    if (!packed) scaleTo(out);
    else {
      backend.withScratch(4 * k * n, (scaled) => {
        scaleTo(scaled);
        packPanels(backend, { address: scaled, rowStride: n, columnStride: 1 }, k, n, out, k);
      });
    }
  });
}

type Four = [number, number, number, number];
