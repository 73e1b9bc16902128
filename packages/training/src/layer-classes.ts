import { serialization } from '@tensorflow/tfjs-core';
import { UnknownLayerError } from './errors';

/**
 * Whether every layer class that a model uses is registered with tfjs, where packages put theirs when imported.
 *
 * @param path - of the model, for the message
 * @throws {@link UnknownLayerError} with all classes that are not
 */
export function checkLayerClasses(path: string, topology: object): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const unknown = new Set<string>();
  for (const name of classNames(topology)) if (!(name in classNameMap)) unknown.add(name);
  if (unknown.size > 0) throw new UnknownLayerError(path, [...unknown].sort());
}

/** Classes of a model and, in turn, of its layers and of what these wrap. */
function* classNames(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { model_config, class_name, config } = node as Record<string, unknown>;
  if (model_config !== undefined) yield* classNames(model_config);
  if (typeof class_name !== 'string') return;
  yield class_name;
  // A sequential model's configuration was a bare list once.
  const { layers, layer } = (Array.isArray(config) ? { layers: config } : (config ?? {})) as Record<string, unknown>;
  if (Array.isArray(layers)) for (const each of layers) yield* classNames(each);
  yield* classNames(layer);
}
