import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
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
    const geometry = poolGeometry(input.shape, { ...attrs, dimRoundingMode: undefined });
    const from = backend.address(dy);
    const { tensor, address } = backend.output(input.shape);
    backend.kernels.averagePoolGrad(from, address, ...geometry.numbers, 0, geometry.info.batchSize);
    return tensor;
  },
);

const maxPoolGrad = simdKernel<{ dy: TensorInfo; input: TensorInfo; output: TensorInfo }, PoolAttrs>(
  'MaxPoolGrad',
  ({ inputs: { dy, input }, attrs, backend }) => {
    if (!allFloat(dy, input)) return undefined;
    const { numbers, info } = poolGeometry(input.shape, attrs);
    const from = backend.address(dy);
    const x = backend.address(input);
    const { tensor, address } = backend.output(input.shape);
    backend.kernels.maxPoolGrad(from, x, address, ...numbers, 0, info.batchSize);
    return tensor;
  },
);

/** Average and maximum pooling of NHWC images and their gradients. */
export const POOL_KERNELS: KernelConfig[] = [avgPool, maxPool, avgPoolGrad, maxPoolGrad];

function poolKernel(name: string, apply: 'averagePool' | 'maxPool'): KernelConfig {
  return simdKernel<{ x: TensorInfo }, PoolAttrs>(name, ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    const { numbers, info } = poolGeometry(x.shape, attrs);
    if (info.filterHeight === 1 && info.filterWidth === 1 && util.arraysEqual(info.inShape, info.outShape)) {
      return alias(backend, x, x.shape);
    }
    const from = backend.address(x);
    const { tensor, address } = backend.output(info.outShape);
    backend.kernels[apply](from, address, ...numbers, 0, info.batchSize * info.outHeight);
    return tensor;
  });
}

/** What the WebAssembly kernels ask for between the addresses and the range; see `assembly/pool.ts`. */
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
  ] as [number, number, number, number, number, number, number, number, number, number, number];
  return { info, numbers };
}
