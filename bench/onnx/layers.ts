import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { UnsupportedLayerError } from '../errors';
import type { Graph } from './graph';

interface Task {
  readonly graph: Graph;
  readonly layer: tfl.layers.Layer;
  /** Names of the layer's inputs. */
  readonly inputs: readonly string[];
  /** Shape of the first input, as the layer sees it: [n, h, w, c] or [n, c]. */
  readonly shape: readonly (number | null)[];
}

/** How a layer becomes operators, by the name of its class; gives the names of its outputs. Images are [n, c, h, w]. */
export const WRITERS: Record<string, (task: Task) => string[]> = {
  InputLayer: () => ['input'],
  Conv2D: convolution,
  KiumConv2D: convolution,
  KiumGatedConv2D: gatedConvolution,
  DepthwiseConv2D: depthwiseConvolution,
  KiumDepthwiseConv2D: depthwiseConvolution,
  KiumBatchNormalization: batchNormalization,
  GlobalAveragePooling2D: (task) => [flatten(task, mean(task))],
  KiumSqueeze: (task) => [flatten(task, mean(task))],
  Reshape: reshape,
  Multiply: ({ graph, layer, inputs }) => [graph.add('Mul', inputs, layer.name)],
  Add: ({ graph, layer, inputs }) => [graph.add('Add', inputs, layer.name)],
  Dense: dense,
  // Random layers do nothing in inference.
  KiumDropout: ({ inputs }) => [inputs[0]!],
  KiumStochasticDepth: ({ inputs }) => [inputs[0]!],
};

function convolution(task: Task): string[] {
  // [h, w, in, out] to [out, in, h, w]
  const kernel = weight(task, 'kernel', [3, 2, 0, 1])!;
  const bias = weight(task, 'bias');
  return [convolve(task, [task.inputs[0]!, kernel, ...(bias === undefined ? [] : [bias])], 1)];
}

function depthwiseConvolution(task: Task): string[] {
  // [h, w, c, 1] to [c, 1, h, w]
  const kernel = weight(task, 'depthwise_kernel', [2, 3, 0, 1])!;
  return [convolve(task, [task.inputs[0]!, kernel], task.shape[3]!)];
}

function gatedConvolution(task: Task): string[] {
  const { graph, layer, inputs } = task;
  const gated = graph.add('Mul', inputs, `${layer.name}_gated`);
  return convolution({ ...task, inputs: [gated] });
}

function convolve(task: Task, inputs: string[], group: number): string {
  const { graph, layer, shape } = task;
  const { kernelSize, strides, padding } = layer.getConfig() as {
    kernelSize: number[];
    strides: number[];
    padding: string;
  };
  if (padding !== 'same') throw new UnsupportedLayerError(layer.name, `padding is ${padding}`);
  // TensorFlow's SAME: the odd pixel goes to the far side.
  const pads = [0, 1].map((axis) => {
    const length = shape[axis + 1]!;
    return Math.max((Math.ceil(length / strides[axis]!) - 1) * strides[axis]! + kernelSize[axis]! - length, 0);
  });
  const y = graph.add('Conv', inputs, `${layer.name}_linear`, {
    group,
    strides,
    kernel_shape: kernelSize,
    pads: [...pads.map((pad) => Math.floor(pad / 2)), ...pads.map((pad) => Math.ceil(pad / 2))],
  });
  return activate(task, y);
}

function batchNormalization(task: Task): string[] {
  const { graph, layer, inputs } = task;
  const weights = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => weight(task, name)!);
  const { epsilon } = layer.getConfig() as { epsilon: number };
  const y = graph.add('BatchNormalization', [inputs[0]!, ...weights], `${layer.name}_linear`, { epsilon });
  return [activate(task, y)];
}

function dense(task: Task): string[] {
  const { graph, layer, inputs } = task;
  const y = graph.add('Gemm', [inputs[0]!, weight(task, 'kernel')!, weight(task, 'bias')!], `${layer.name}_linear`);
  return [activate(task, y)];
}

/** The mean over the pixels, [n, c, 1, 1]. */
function mean({ graph, layer, inputs }: Task): string {
  return graph.add('GlobalAveragePool', [inputs[0]!], `${layer.name}_mean`);
}

function flatten({ graph, layer }: Task, x: string): string {
  return graph.add('Flatten', [x], `${layer.name}_flat`);
}

function reshape({ graph, layer, inputs }: Task): string[] {
  const shape = layer.outputShape as (number | null)[];
  const isPixel = shape.length === 4 && shape[1] === 1 && shape[2] === 1;
  if (!isPixel) throw new UnsupportedLayerError(layer.name, `it makes [${shape.slice(1).join(', ')}]`);
  // Zero keeps the number of samples.
  const target = graph.constant(`${layer.name}/shape`, BigInt64Array.of(0n, BigInt(shape[3]!), 1n, 1n), [4]);
  return [graph.add('Reshape', [inputs[0]!, target], layer.name)];
}

function activate({ graph, layer }: Task, x: string): string {
  const { activation = 'linear' } = layer.getConfig() as { activation?: string };
  switch (activation) {
    case 'linear':
      return x;
    case 'swish':
      return graph.add('Mul', [x, graph.add('Sigmoid', [x], `${layer.name}_sigmoid`)], layer.name);
    case 'sigmoid':
      return graph.add('Sigmoid', [x], layer.name);
    case 'softmax':
      return graph.add('Softmax', [x], layer.name, { axis: 1 });
    default:
      throw new UnsupportedLayerError(layer.name, `activation ${activation} is unknown`);
  }
}

/** Hands a weight of the layer over to the graph, its axes in another order if wanted; undefined where there is none. */
function weight({ graph, layer }: Task, name: string, order?: number[]): string | undefined {
  const variable = layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
  if (variable === undefined) return undefined;
  return tf.tidy(() => {
    const value = order === undefined ? variable.read() : tf.transpose(variable.read(), order);
    return graph.constant(`${layer.name}/${name}`, value.dataSync<'float32'>(), value.shape);
  });
}
