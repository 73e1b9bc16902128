import {
  backend_util,
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  FusedDepthwiseConv2D,
  type FusedDepthwiseConv2DAttrs,
  type FusedDepthwiseConv2DInputs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from '../depthwise';
import { applyEpilogue } from '../fused';
import { areFilledFloats, type Inputs, simdKernel } from './kernel';

type Shape4D = [number, number, number, number];

/** The gradients' attributes name no data format; it is NHWC then. */
type Attrs = Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dilations' | 'dimRoundingMode'> &
  Partial<Pick<DepthwiseConv2dNativeAttrs, 'dataFormat'>>;

export const DEPTHWISE_KERNELS = [
  simdKernel<Inputs<'x' | 'filter'>, DepthwiseConv2dNativeAttrs>(
    DepthwiseConv2dNative,
    ({ inputs: { x, filter }, attrs, backend }) => {
      const info = convInfo([x, filter], x.shape, filter.shape, attrs);
      return info && depthwise(backend, x, filter, info);
    },
  ),

  simdKernel<FusedDepthwiseConv2DInputs, FusedDepthwiseConv2DAttrs>(
    FusedDepthwiseConv2D,
    ({ inputs, attrs, backend }) => {
      const { x, filter, bias, preluActivationWeights } = inputs;
      const info = convInfo([x, filter], x.shape, filter.shape, attrs);
      if (!info) return undefined;
      const { activation, leakyreluAlpha } = attrs;
      const epilogue = { bias, activation, preluActivationWeights, leakyreluAlpha };
      return applyEpilogue(backend, depthwise(backend, x, filter, info), epilogue);
    },
  ),

  simdKernel<Inputs<'dy' | 'filter'>, DepthwiseConv2dNativeBackpropInputAttrs>(
    DepthwiseConv2dNativeBackpropInput,
    ({ inputs: { dy, filter }, attrs, backend }) => {
      const info = convInfo([dy, filter], attrs.inputShape, filter.shape, attrs);
      const fits = info && util.arraysEqual(dy.shape, info.outShape);
      return fits ? depthwiseInputGradient(backend, dy, filter, info) : undefined;
    },
  ),

  simdKernel<Inputs<'x' | 'dy'>, DepthwiseConv2dNativeBackpropFilterAttrs>(
    DepthwiseConv2dNativeBackpropFilter,
    ({ inputs: { x, dy }, attrs, backend }) => {
      const info = convInfo([x, dy], x.shape, attrs.filterShape, attrs);
      const fits = info && util.arraysEqual(dy.shape, info.outShape);
      return fits ? depthwiseFilterGradient(backend, x, dy, info) : undefined;
    },
  ),
];

/** The convolution's geometry, or undefined where there is no SIMD kernel for it: more outputs than inputs, say. */
function convInfo(
  inputs: TensorInfo[],
  xShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: Attrs,
): backend_util.Conv2DInfo | undefined {
  const multiplier = filterShape[3];
  if (dataFormat === 'NCHW' || multiplier !== 1 || !areFilledFloats(...inputs)) return undefined;
  const info = backend_util.computeConv2DInfo(
    ...([xShape, filterShape] as [Shape4D, Shape4D]),
    ...([strides, dilations ?? 1, pad, dimRoundingMode, true] as const),
  );
  return info.outShape.includes(0) ? undefined : info;
}
