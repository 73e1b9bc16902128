import type { KernelConfig } from '@tensorflow/tfjs-core';
import { ADAM_KERNEL } from './Adam';
import { BATCH_NORM_INFERENCE_KERNELS } from './BatchNormInference';
import { BATCH_NORM_TRAINING_KERNELS } from './BatchNormTraining';
import { BINARY_KERNELS } from './Binary';
import { CAST_KERNEL } from './Cast';
import { CONVOLUTION_KERNELS } from './Convolution';
import { COPY_KERNELS } from './Copy';
import { DEPTHWISE_KERNELS } from './Depthwise';
import { FILL_KERNELS } from './Fill';
import { GATED_CONVOLUTION_KERNELS } from './GatedConvolution';
import { GATHER_KERNEL } from './Gather';
import { MAT_MUL_KERNELS } from './MatMul';
import { MOVING_AVERAGE_KERNEL } from './MovingAverage';
import { POOL_KERNELS } from './Pool';
import { REDUCE_KERNELS } from './Reduce';
import { RESIZE_NEAREST_KERNELS } from './ResizeNearest';
import { SELECT_KERNEL } from './Select';
import { SOFTMAX_KERNEL } from './Softmax';
import { SQUEEZE_GRAD_KERNEL } from './Squeeze';
import { UNARY_KERNELS } from './Unary';

/** Every kernel that replaces one of the cpu backend's, or adds to them. */
export const KERNELS: KernelConfig[] = [
  ADAM_KERNEL,
  ...BATCH_NORM_INFERENCE_KERNELS,
  ...BATCH_NORM_TRAINING_KERNELS,
  ...BINARY_KERNELS,
  CAST_KERNEL,
  ...CONVOLUTION_KERNELS,
  ...COPY_KERNELS,
  ...DEPTHWISE_KERNELS,
  ...FILL_KERNELS,
  ...GATED_CONVOLUTION_KERNELS,
  ...MAT_MUL_KERNELS,
  GATHER_KERNEL,
  MOVING_AVERAGE_KERNEL,
  ...POOL_KERNELS,
  ...REDUCE_KERNELS,
  ...RESIZE_NEAREST_KERNELS,
  SELECT_KERNEL,
  SOFTMAX_KERNEL,
  SQUEEZE_GRAD_KERNEL,
  ...UNARY_KERNELS,
];
