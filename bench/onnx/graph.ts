import {
  ATTRIBUTE_TYPES,
  type AttributeProto,
  DATA_TYPES,
  encodeModel,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './messages';

/** Operators as they were defined in this version; onnxruntime knows it since 1.12. */
const OPSET = 17;
const IR_VERSION = 8;

type Attributes = Record<string, number | readonly number[]>;

/** An ONNX graph under construction. Values are known by their names. */
export class Graph {
  private readonly nodes: NodeProto[] = [];
  private readonly constants: TensorProto[] = [];

  constructor(private readonly name: string) {}

  /** Adds an operator; gives the name of its output. */
  add(operator: string, inputs: readonly string[], name: string, attributes: Attributes = {}): string {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ opType: operator, name, input: [...inputs], output: [name], attribute });
    return name;
  }

  /** Adds constant numbers, such as weights; gives their name. */
  constant(name: string, values: Float32Array | BigInt64Array, dims: readonly number[]): string {
    const dataType = values instanceof Float32Array ? DATA_TYPES.float32 : DATA_TYPES.int64;
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.constants.push({ name, dims: [...dims], dataType, rawData });
    return name;
  }

  /** The file's bytes. Null in a shape stands for any number of samples. */
  encode(input: Value, output: Value): Uint8Array {
    return encodeModel({
      irVersion: IR_VERSION,
      producerName: '@kium/bench',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: this.name,
        node: this.nodes,
        initializer: this.constants,
        input: [valueInfo(input)],
        output: [valueInfo(output)],
      },
    });
  }
}

/** What a graph takes or gives. */
export interface Value {
  readonly name: string;
  readonly shape: readonly (number | null)[];
}

function valueInfo({ name, shape }: Value): ValueInfoProto {
  const dim = shape.map((length) => (length === null ? { dimParam: 'n' } : { dimValue: length }));
  return { name, type: { tensorType: { elemType: DATA_TYPES.float32, shape: { dim } } } };
}

function attributeOf(name: string, value: number | readonly number[]): AttributeProto {
  if (typeof value !== 'number') return { name, type: ATTRIBUTE_TYPES.ints, ints: [...value] };
  // The only attributes that are no whole numbers are given as such: an epsilon is never 1.
  return Number.isInteger(value)
    ? { name, type: ATTRIBUTE_TYPES.i, i: value }
    : { name, type: ATTRIBUTE_TYPES.f, f: value };
}
