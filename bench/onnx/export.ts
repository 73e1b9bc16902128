import type * as tfl from '@tensorflow/tfjs-layers';
import { UnsupportedLayerError } from '../errors';
import { Graph } from './graph';
import { WRITERS } from './layers';

/**
 * Writes a network of @kium/efficientnet as an ONNX model for inference. Its input, `input`, is [n, channels, height,
 * width], as ONNX has it; its output, `output`, is the model's.
 *
 * @throws {@link UnsupportedLayerError}
 */
export function toOnnx(model: tfl.LayersModel): Uint8Array {
  const graph = new Graph(model.name);
  const names = new Map<number, string>([[model.inputs[0]!.id, 'input']]);
  // Layers come in an order in which each finds its inputs computed.
  for (const layer of model.layers) {
    const { inputTensors, outputTensors } = layer.inboundNodes[0]!;
    const write = WRITERS[layer.getClassName()];
    if (write === undefined) throw new UnsupportedLayerError(layer.name, `class ${layer.getClassName()} is unknown`);
    const inputs = inputTensors.map(({ id }) => names.get(id)!);
    const outputs = write({ graph, layer, inputs, shape: inputTensors[0]!.shape });
    outputTensors.forEach(({ id }, i) => {
      names.set(id, outputs[i]!);
    });
  }
  const [height, width, channels] = model.inputs[0]!.shape.slice(1);
  graph.add('Identity', [names.get(model.outputs[0]!.id)!], 'output');
  return graph.encode(
    { name: 'input', shape: [null, channels!, height!, width!] },
    { name: 'output', shape: model.outputs[0]!.shape },
  );
}
