import { findBackend } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { BACKEND_NAME, whyNotCreated } from './register';

/** What the `simd` backend computes with; see {@link backendInfo}. */
export interface SimdBackendInfo {
  /** Threads that the next op may use, the calling one among them. Workers that are still starting are counted. */
  readonly threads: number;
  /** Why `threads` is one, or less than was asked for: a sentence that says what to change, where something can be. */
  readonly threadsReason?: string;
  /**
   * Kernel calls that other threads than the calling one have taken since the backend was created. It stays 0 until
   * their first one: workers start in the background.
   */
  readonly workerCalls: number;
  /** Whether tensors live in memory that threads share. Without it there is one thread. */
  readonly sharedMemory: boolean;
  /** Whether the kernels use relaxed SIMD: fused multiply-adds where the processor has them. */
  readonly relaxedSimd: boolean;
  /** Bytes that tensors and scratch blocks take in WebAssembly memory now. */
  readonly bytesInUse: number;
  /** Bytes of WebAssembly memory that the engine has granted so far; it is never given back, only used again. */
  readonly bytesReserved: number;
  /** Bytes that WebAssembly memory can grow to here: 4 GiB, or less where the engine grants less. */
  readonly bytesLimit: number;
}

/**
 * Says what the `simd` backend computes with: threads and why there is only one, memory, relaxed SIMD.
 *
 * It may be called before `tf.setBackend('simd')`: the backend is then created, as `tf.setBackend` would, but not made
 * the current one.
 *
 * @throws {@link SimdUnsupportedError} if the JavaScript engine has no WebAssembly SIMD.
 * @throws {@link BackendRemovedError} if the backend was taken out of tfjs by `tf.removeBackend('simd')`.
 */
export function backendInfo(): SimdBackendInfo {
  const backend = findBackend(BACKEND_NAME) as SimdBackend | null;
  if (!backend) throw whyNotCreated();
  const { threads, threadsReason, workerCalls, relaxedSimd, wasmMemory } = backend;
  return {
    threads,
    ...(threadsReason === undefined ? {} : { threadsReason }),
    workerCalls,
    sharedMemory: wasmMemory.shared,
    relaxedSimd,
    bytesInUse: wasmMemory.bytesInUse,
    bytesReserved: wasmMemory.bytesReserved,
    bytesLimit: wasmMemory.bytesLimit,
  };
}
