import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { FLOAT_NS, runUnits } from '../units';
import { alias, allFloat, simdKernel } from './kernel';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const avgPool = poolKernel('AvgPool', 'averagePool');
const maxPool = poolKernel('MaxPool', 'maxPool');

const avgPoolGrad = simdKernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttrs>(
  'AvgPoolGrad',
  ({ inputs: { dy, input }, attrs, backend }) => {
    if (!allFloat(dy, input)) return undefined;
    // Like the cpu kernel: the gradient does not know of a rounding mode.
    const { numbers, info, image } = poolGeometry(input.shape, { ...attrs, dimRoundingMode: undefined });
    const from = backend.address(dy);
    const { tensor, address } = backend.output(input.shape);
    runUnits(backend, 'averagePoolGrad', [from, address, ...numbers], info.batchSize, image);
    return tensor;
  },
);

const maxPoolGrad = simdKernel<{ dy: TensorInfo; input: TensorInfo; output: TensorInfo }, PoolAttrs>(
  'MaxPoolGrad',
  ({ inputs: { dy, input }, attrs, backend }) => {
    if (!allFloat(dy, input)) return undefined;
    const { numbers, info, image } = poolGeometry(input.shape, attrs);
    const from = backend.address(dy);
    const x = backend.address(input);
    const { tensor, address } = backend.output(input.shape);
    runUnits(backend, 'maxPoolGrad', [from, x, address, ...numbers], info.batchSize, image);
    return tensor;
  },
);

/** Average and maximum pooling of NHWC images and their gradients. */
export const POOL_KERNELS: KernelConfig[] = [avgPool, maxPool, avgPoolGrad, maxPoolGrad];

function poolKernel(name: string, apply: 'averagePool' | 'maxPool'): KernelConfig {
  return simdKernel<{ x: TensorInfo }, PoolAttrs>(name, ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    const { numbers, info, line } = poolGeometry(x.shape, attrs);
    if (info.filterHeight === 1 && info.filterWidth === 1 && util.arraysEqual(info.inShape, info.outShape)) {
      return alias(backend, x, x.shape);
    }
    const from = backend.address(x);
    const { tensor, address } = backend.output(info.outShape);
    runUnits(backend, apply, [from, address, ...numbers], info.batchSize * info.outHeight, line);
    return tensor;
  });
}

/**
 * What the WebAssembly kernels ask for between the addresses and the range (see `assembly/pool.ts`), and what a line of
 * the output and the gradient of an image cost.
 */
function poolGeometry(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs) {
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const numbers = [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
  const line = { unitNs: info.outWidth * info.outChannels * info.filterHeight * info.filterWidth * FLOAT_NS };
  return { info, numbers, line, image: { unitNs: 3 * line.unitNs * info.outHeight } };
}
