import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  FusedConv2D,
  type FusedConv2DAttrs,
  type FusedConv2DInputs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from '../convolution';
import { applyEpilogue } from '../fused';
import { areFilledFloats, type Inputs, simdKernel } from './kernel';

type Shape4D = [number, number, number, number];

export const CONVOLUTION_KERNELS = [
  simdKernel<Inputs<'x' | 'filter'>, Conv2DAttrs>(Conv2D, ({ inputs: { x, filter }, attrs, backend }) => {
    const info = convInfo([x, filter], x.shape, filter.shape, attrs);
    return info && conv2d(backend, x, filter, info);
  }),

  // tfjs-layers calls this one for every convolution, with the activation 'linear' while it trains.
  simdKernel<FusedConv2DInputs, FusedConv2DAttrs>(FusedConv2D, ({ inputs, attrs, backend }) => {
    const { x, filter, bias, preluActivationWeights } = inputs;
    const info = convInfo([x, filter], x.shape, filter.shape, attrs);
    const { activation, leakyreluAlpha } = attrs;
    const epilogue = { bias, activation, preluActivationWeights, leakyreluAlpha };
    return info && applyEpilogue(backend, conv2d(backend, x, filter, info), epilogue);
  }),

  simdKernel<Inputs<'dy' | 'filter'>, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    ({ inputs: { dy, filter }, attrs, backend }) => {
      const info = convInfo([dy, filter], attrs.inputShape, filter.shape, attrs);
      return info && hasOutputShape(dy, info) ? conv2dInputGradient(backend, dy, filter, info) : undefined;
    },
  ),

  simdKernel<Inputs<'x' | 'dy'>, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    ({ inputs: { x, dy }, attrs, backend }) => {
      const info = convInfo([x, dy], x.shape, attrs.filterShape, attrs);
      return info && hasOutputShape(dy, info) ? conv2dFilterGradient(backend, x, dy, info) : undefined;
    },
  ),
];

/** Whether dy fits the convolution; tf.conv2dTranspose also takes a larger one, of which cpu uses a part. */
function hasOutputShape(dy: TensorInfo, info: backend_util.Conv2DInfo): boolean {
  return util.arraysEqual(dy.shape, info.outShape);
}

/** The convolution's geometry, or undefined where there is no SIMD kernel for it. */
function convInfo(
  inputs: TensorInfo[],
  xShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dimRoundingMode, dilations = 1 }: Omit<Conv2DAttrs, 'dilations'> & Partial<Conv2DAttrs>,
): backend_util.Conv2DInfo | undefined {
  if (dataFormat === 'NCHW' || !areFilledFloats(...inputs)) return undefined;
  const info = backend_util.computeConv2DInfo(
    ...([xShape, filterShape] as [Shape4D, Shape4D]),
    ...([strides, dilations, pad, dimRoundingMode] as const),
  );
  return info.outShape.includes(0) ? undefined : info;
}
