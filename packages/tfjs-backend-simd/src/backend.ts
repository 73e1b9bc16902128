import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type backend_util, DataStorage, type DataType, engine, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { freeAfterFailure } from './afterFailure';
import { DeferredData, type Recipe, type UseExpansion } from './deferredData';
import { WasmMemory } from './memory';
import type { Normalization } from './normalization';
import { PreparedFilters } from './preparedFilters';
import { ResidentData, type TensorData } from './residentData';
import { whyNoThreads } from './startWorker';
import { wantedThreads, whyOneWanted } from './threadCount';
import { type ActionKernel, ThreadPool, type ThreadScratch } from './threads';
import { instantiateKernels, type WasmKernels } from './wasm';

/** Identifies a tensor's data; tfjs hands these around as opaque objects. */
export type DataId = TensorInfo['dataId'];

/**
 * tfjs's cpu backend, with tensors that can live in WebAssembly memory.
 *
 * A tensor starts as a JavaScript array, as in the cpu backend, and moves into WebAssembly memory the first time a SIMD
 * kernel asks for its {@link address}. Results of SIMD kernels are born there ({@link output}). The cpu backend's own
 * kernels see both kinds through `data.get(id).values`, so every op that has no SIMD kernel still works.
 */
export class SimdBackend extends MathBackendCPU {
  /** Where tensors live; `bytesInUse` says how much of it they take. */
  readonly wasmMemory: WasmMemory;
  /** Whether the kernels use relaxed SIMD: fused multiply-adds where the processor has them. */
  readonly relaxedSimd: boolean;
  /**
   * The kernels, to be called on this thread: each finishes first what {@link runCalls} has started.
   *
   * @internal
   */
  readonly kernels: WasmKernels;
  /** @internal */
  readonly filters: PreparedFilters;
  private readonly pool: ThreadPool | undefined;
  private readonly noPoolReason: string | undefined;
  private nextId = 0;
  /** Outputs of the kernel that is running, or that ran last. */
  private freshOutputs: DataId[] = [];

  /** @param relaxedSimd - `false` leaves relaxed SIMD alone even where the engine has it. */
  constructor(memory = new WasmMemory(), relaxedSimd = true) {
    super();
    this.data = new DataStorage(this, engine());
    this.wasmMemory = memory;
    this.filters = new PreparedFilters(memory);
    const { module, imports, kernels, relaxedSimd: isRelaxed } = instantiateKernels(memory, relaxedSimd);
    this.relaxedSimd = isRelaxed;
    this.noPoolReason = whyNoThreads(memory);
    const pool = this.noPoolReason ? undefined : new ThreadPool(module, imports, kernels);
    this.pool = pool;
    this.kernels = pool ? preceded(kernels, () => this.finishCalls()) : kernels;
    memory.beforeAccess = pool && (() => this.finishCalls());
  }

  /** Threads that compute; see `setThreads`. */
  get threads(): number {
    return this.pool ? Math.min(wantedThreads(), this.pool.mostThreads) : 1;
  }

  /** Why there is one thread, or fewer than were asked for. */
  get threadsReason(): string | undefined {
    const { threads } = this;
    if (threads < wantedThreads()) return this.pool ? this.pool.whyLimited : this.noPoolReason;
    return threads === 1 ? (this.noPoolReason ?? whyOneWanted()) : undefined;
  }

  /** Calls of kernels that other threads have taken so far. */
  get workerCalls(): number {
    return this.pool?.workerCalls ?? 0;
  }

  /**
   * Runs calls of a kernel that do not depend on each other, on all threads. They may still be running when it returns;
   * whatever sees the memory next waits for them: `wasmMemory`'s views, {@link kernels}, and the next calls.
   *
   * @throws `KernelFailedError` of this kernel or of the one before
   *
   * @internal
   */
  runCalls(name: ActionKernel, calls: readonly (readonly number[])[], scratch?: ThreadScratch): void {
    this.finishCalls();
    const { threads } = this;
    if (this.pool && threads > 1 && calls.length > 1) {
      this.pool.start(name, calls, threads, scratch);
      return;
    }
    const kernel = this.kernels[name] as (...args: number[]) => void;
    for (const call of calls) kernel(...call);
  }

  /**
   * Address of a float32 or int32 tensor's values (bool: int32) in WebAssembly memory; moves them there, or computes
   * them, if needed.
   */
  address(tensor: TensorInfo): number {
    const data = this.data.get(tensor.dataId) as TensorData;
    if (data instanceof ResidentData) return data.address;
    if (data instanceof DeferredData) return this.computeDeferred(data).address;
    this.finishCalls();
    const length = util.sizeFromShape(tensor.shape);
    const address = this.allocate(length * 4);
    const resident = new ResidentData(this.wasmMemory, address, length, data.dtype, data.refCount);
    resident.view().set(data.values as ArrayLike<number>);
    // DataStorage counts each set, also where it replaces.
    this.data.delete(tensor.dataId);
    this.data.set(tensor.dataId, resident);
    return address;
  }

  /** A new tensor in WebAssembly memory with undefined contents, for a kernel to fill. */
  output(shape: number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): { tensor: TensorInfo; address: number } {
    const length = util.sizeFromShape(shape);
    const address = this.allocate(length * 4);
    const dataId = this.newDataId();
    this.data.set(dataId, new ResidentData(this.wasmMemory, address, length, dtype, 1));
    this.freshOutputs = [...this.orphans(), dataId];
    return { tensor: { dataId, shape, dtype }, address };
  }

  /**
   * A float32 tensor that is computed when it is first needed: a batch normalisation that follows can then be part of its
   * filter ({@link deferred}). Its inputs are kept until then.
   *
   * @internal
   */
  defer<Inputs extends TensorInfo[]>(shape: number[], inputs: [...Inputs], recipe: Recipe<Inputs>): TensorInfo {
    const dataId = this.newDataId();
    for (const input of inputs) this.incRef(input.dataId);
    // Copies: a variable that is assigned to names other data afterwards.
    const kept = inputs.map(({ dataId, shape, dtype }) => ({ dataId, shape, dtype }));
    const finish = (data: DeferredData) => this.computeDeferred(data);
    this.data.set(dataId, new DeferredData(dataId, shape, kept, recipe as Recipe, finish));
    this.freshOutputs = [...this.orphans(), dataId];
    return { dataId, shape, dtype: 'float32' };
  }

  /**
   * How to compute a tensor that has not been computed yet; undefined for any other, and for one that was reshaped: its
   * channels may be others.
   *
   * @internal
   */
  deferred({ dataId, shape }: TensorInfo): Deferred | undefined {
    const data = this.data.get(dataId) as TensorData;
    if (!(data instanceof DeferredData) || !util.arraysEqual(data.shape, shape)) return undefined;
    const { recipe, inputs } = data;
    return {
      pools: recipe.pools ?? false,
      computeNormalized: (output, normalization) => recipe.compute(inputs, output, normalization),
      expandNormalized: recipe.expandNormalized?.bind(recipe, inputs),
      expand: recipe.expand?.bind(recipe, inputs),
    };
  }

  /** Runs `use` with the address of a scratch block of `bytes` bytes, which is handed back afterwards. */
  withScratch<T>(bytes: number, use: (address: number) => T): T {
    const address = this.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.wasmMemory.free(address);
    }
  }

  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    const dataId = this.newDataId();
    // A cpu kernel may return a view of its input (a slice, say); the input's block can be reused before the view is.
    const own = this.isView(values) ? (values as Float32Array).slice() : values;
    this.data.set(dataId, { values: own, dtype, refCount: 1 });
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.data.set(dataId, { values, dtype, refCount });
  }

  /** A copy of the values: a view would change when the memory is reused. */
  override readSync(dataId: DataId): backend_util.BackendValues {
    const found = this.data.get(dataId) as TensorData;
    const data = found instanceof DeferredData ? this.computeDeferred(found) : found;
    if (!(data instanceof ResidentData)) return super.readSync(dataId);
    const copy = data.view().slice();
    return data.dtype === 'bool' ? Uint8Array.from(copy) : copy;
  }

  /** While workers are starting, gives them the time to: in a browser they cannot while a script runs. */
  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    const values = this.readSync(dataId);
    if (this.pool?.isStarting) await this.pool.whenStarted();
    return values;
  }

  /** Milliseconds that `f` takes, with what it leaves other threads to do. */
  override time(f: () => void): ReturnType<MathBackendCPU['time']> {
    this.finishCalls();
    return super.time(() => {
      f();
      this.finishCalls();
    });
  }

  /** Ends the threads; `tf.removeBackend` calls it. */
  override dispose(): void {
    this.pool?.dispose();
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const data = this.data.has(dataId) ? (this.data.get(dataId) as TensorData) : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && data instanceof ResidentData) {
      this.filters.release(dataId);
      this.wasmMemory.free(data.address);
    }
    if (gone && data instanceof DeferredData) this.release(data.inputs);
    return gone;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['Results of ops without a SIMD kernel live on the JavaScript heap.'] };
  }

  /** Waits for what {@link runCalls} has started. */
  private finishCalls(): void {
    try {
      this.pool?.finish();
    } catch (error) {
      // One of them may be what the kernel should have written.
      this.filters.releaseUnused();
      freeAfterFailure(() => this.disposeOrphans());
      throw error;
    }
  }

  /** Computes a deferred tensor. */
  private computeDeferred({ dataId, shape, refCount, inputs, recipe }: DeferredData): ResidentData {
    const length = util.sizeFromShape(shape);
    const address = this.allocate(length * 4);
    try {
      recipe.compute(inputs, address);
    } catch (error) {
      this.wasmMemory.free(address);
      throw error;
    }
    const resident = new ResidentData(this.wasmMemory, address, length, 'float32', refCount);
    this.data.delete(dataId);
    this.data.set(dataId, resident);
    this.release(inputs);
    return resident;
  }

  /** Gives up a deferred tensor's share in its inputs. */
  private release(inputs: readonly TensorInfo[]): void {
    for (const { dataId } of inputs) {
      // tfjs left the data of a disposed input to us; its own books are still open.
      if (this.disposeData(dataId) && engine().state.tensorInfo.has(dataId)) engine().removeDataId(dataId, this);
    }
  }

  /**
   * A block of `bytes` bytes, which the caller frees.
   *
   * @internal
   */
  allocate(bytes: number): number {
    try {
      return this.wasmMemory.allocate(bytes);
    } catch (error) {
      if (this.filters.releaseUnused()) return this.allocate(bytes);
      freeAfterFailure(() => this.disposeOrphans());
      throw error;
    }
  }

  /** Fresh outputs that tfjs has not made tensors of: their kernel is running, or has failed. */
  private orphans(): DataId[] {
    return this.freshOutputs.filter((dataId) => this.data.has(dataId) && !engine().state.tensorInfo.has(dataId));
  }

  private disposeOrphans(): void {
    for (const dataId of this.orphans()) this.disposeData(dataId, true);
  }

  private isView(values: backend_util.BackendValues): boolean {
    if (!ArrayBuffer.isView(values)) return false;
    // A shared memory that has grown gives another buffer object for the same bytes; older views keep the old one.
    return this.wasmMemory.shared
      ? values.buffer instanceof SharedArrayBuffer
      : values.buffer === this.wasmMemory.memory.buffer;
  }

  private newDataId(): DataId {
    return { id: this.nextId++ } as DataId;
  }
}

/** The same kernels, with something to do before each. */
function preceded(kernels: WasmKernels, before: () => void): WasmKernels {
  const wrapped = Object.entries(kernels).map(([name, kernel]) => [
    name,
    (...args: number[]) => {
      before();
      return (kernel as (...args: number[]) => number | undefined)(...args);
    },
  ]);
  return Object.fromEntries(wrapped) as WasmKernels;
}

/** The ways of computing a deferred tensor; see {@link Recipe}. */
interface Deferred {
  readonly pools: boolean;
  readonly computeNormalized: (output: number, normalization: Normalization) => void;
  readonly expandNormalized: ((normalization: Normalization, use: UseExpansion) => void) | undefined;
  readonly expand: ((use: UseExpansion) => boolean) | undefined;
}
