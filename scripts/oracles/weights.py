"""Weight files for packages/efficientnet, written by h5py and by hand, and what PyTorch computes with them.

    /usr/bin/python3 scripts/oracles/weights.py

Writes to packages/efficientnet/test/fixtures/weights/, the files packed with gzip:
  keras.h5                  a small network in the layout of keras.applications, normalisation layer and all
  qubvel.h5                 the same in the naming of qubvel/efficientnet, as a whole model (model_weights), with split
                            attributes and strings of fixed length as h5py 2 wrote them
  order.h5                  without top, with names that say nothing, as float64, compressed: Keras loads it by order
  torchvision.safetensors   torchvision's state dict
  timm.safetensors          the same weights under timm's names, in half precision
  expected.json             weights, outputs, the stem for other channel counts, and a digest of the state dict of each
                            of torchvision's networks

The layouts follow Keras's saving code (keras/src/legacy/saving/legacy_h5_format.py), timm's blocks
(timm/models/_efficientnet_blocks.py) and the description of safetensors; neither Keras nor timm nor safetensors was
installed.
"""

import copy
import gzip
import hashlib
import io
import json
import math
import struct

import h5py
import numpy as np
import torch
from efficientnet import VERSIONS, SamePadding, fill, keras_weights, nhwc
from efficientnet import FIXTURES as ALL_FIXTURES
from torch import nn
from torchvision.models import efficientnet as reference

FIXTURES = ALL_FIXTURES / "weights"
CLASSES, SIZE = 4, 32


def network():
    """Every kind of block: without expansion, fused with and without it, and the inverted residual, twice."""
    mb, fused = reference.MBConvConfig, reference.FusedMBConvConfig
    stages = [
        mb(1, 3, 1, 8, 8, 1, 1.0, 1.0),
        fused(1, 3, 1, 8, 8, 1),
        fused(2, 3, 2, 8, 8, 1),
        mb(3, 5, 2, 8, 16, 2, 1.0, 1.0),
    ]
    return reference.EfficientNet(
        stages, dropout=0.0, stochastic_depth_prob=0.0, num_classes=CLASSES, last_channel=32
    ).eval()


def with_same_padding(model):
    """The same weights with TensorFlow's padding and batch norm constant."""
    model = copy.deepcopy(model)
    for module in list(model.modules()):
        if isinstance(module, nn.BatchNorm2d):
            module.eps = 1e-3
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d) and child.kernel_size[0] > 1:
                child.padding = (0, 0)
                setattr(module, name, nn.Sequential(SamePadding(child.kernel_size[0], child.stride[0]), child))
    return model


# --- Names ------------------------------------------------------------------------------------------------------------


def layers(model):
    """(Keras layer name, torchvision module or None, timm module name), in Keras's order of layers."""
    yield "input_1", None, None
    yield "rescaling", None, None
    yield "stem_conv", model.features[0][0], "conv_stem"
    yield "stem_bn", model.features[0][1], "bn1"
    yield "stem_activation", None, None
    for s, stage in enumerate(list(model.features)[1:-1]):
        for r, block in enumerate(stage):
            for name, module, timm in block_layers(block):
                yield f"block{s + 1}{chr(97 + r)}_{name}", module, timm and f"blocks.{s}.{r}.{timm}"
    yield "top_conv", model.features[-1][0], "conv_head"
    yield "top_bn", model.features[-1][1], "bn2"
    yield "top_activation", None, None
    yield "avg_pool", None, None
    yield "top_dropout", None, None
    yield "predictions", model.classifier[1], "classifier"


def block_layers(block):
    parts = list(block.block)
    fused = isinstance(block, reference.FusedMBConv)
    expands = len(parts) == (2 if fused else 4)
    if expands:
        expand = parts.pop(0)
        yield "expand_conv", expand[0], "conv_exp" if fused else "conv_pw"
        yield "expand_bn", expand[1], "bn1"
        yield "expand_activation", None, None
    if not fused:
        depthwise, squeeze, _ = parts
        yield "dwconv", depthwise[0], "conv_dw"
        yield "bn", depthwise[1], "bn2" if expands else "bn1"
        yield "activation", None, None
        yield "se_squeeze", None, None
        yield "se_reshape", None, None
        yield "se_reduce", squeeze.fc1, "se.conv_reduce"
        yield "se_expand", squeeze.fc2, "se.conv_expand"
        yield "se_excite", None, None
    conv = {(0, 0): "conv_pw", (0, 1): "conv_pwl", (1, 0): "conv", (1, 1): "conv_pwl"}[fused, expands]
    norm = {(0, 0): "bn2", (0, 1): "bn3", (1, 0): "bn1", (1, 1): "bn2"}[fused, expands]
    yield "project_conv", parts[-1][0], conv
    yield "project_bn", parts[-1][1], norm
    if block.use_res_connect:
        yield "drop", None, None
        yield "add", None, None


def fill_weights(model):
    """Gives every weight its value; returns {Keras layer: [(Keras weight name, array in Keras's layout)]}."""
    filled, ordinal = {}, 0
    with torch.no_grad():
        for layer, module, _ in layers(model):
            filled[layer] = []
            for name, tensor, to_keras, to_torch in keras_weights(layer, module) if module is not None else ():
                shape = to_keras(tensor.numpy()).shape
                value = fill(name, shape, ordinal).astype(np.float32)
                tensor.copy_(torch.from_numpy(np.ascontiguousarray(to_torch(value))))
                filled[layer].append((name, value))
                ordinal += 1
    return filled


# --- Keras ------------------------------------------------------------------------------------------------------------


def save_attribute(group, name, texts, limit=64512):
    """save_attributes_to_hdf5_group of Keras, with its limit as an argument."""
    array, parts = np.asarray([text.encode() for text in texts]), 1
    chunks = [array]
    while any(chunk.nbytes > limit for chunk in chunks):
        parts += 1
        chunks = np.array_split(array, parts)
    if parts > 1:
        for i, chunk in enumerate(chunks):
            group.attrs[f"{name}{i}"] = chunk
    elif limit == 64512:
        # A list, which h5py 3 stores as strings of variable length; an empty one becomes an empty array of float64.
        group.attrs[name] = [text.encode() for text in texts]
    else:
        group.attrs[name] = array


def save_weights(group, weights, limit=64512, **how):
    """save_weights_to_hdf5_group of Keras: weights is {layer: [(path of the weight, array)]}."""
    save_attribute(group, "layer_names", list(weights), limit)
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = b"2.4.0"
    for layer, arrays in weights.items():
        g = group.create_group(layer)
        save_attribute(g, "weight_names", [f"{name}:0" for name, _ in arrays], limit)
        for name, value in arrays:
            g.create_dataset(f"{name}:0", data=value, **(how if np.ndim(value) else {}))


def hdf5(write):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        write(file)
    return buffer.getvalue()


def keras_file(filled):
    weights = dict(filled)
    normalization = [
        ("normalization/mean", np.array([0.485, 0.456, 0.406], np.float32)),
        ("normalization/variance", np.array([0.229, 0.224, 0.225], np.float32) ** 2),
        ("normalization/count", np.array(0, np.int64)),
    ]
    names = list(weights)
    names.insert(2, "normalization")
    weights["normalization"] = normalization
    return hdf5(lambda file: save_weights(file, {name: weights[name] for name in names}))


def qubvel_file(filled):
    weights = {name: arrays for name, arrays in filled.items() if name != "rescaling"}
    weights["probs"] = [(name.replace("predictions", "probs"), value) for name, value in weights.pop("predictions")]

    def write(file):
        file.attrs["model_config"] = json.dumps({"class_name": "Model"})
        save_weights(file.create_group("model_weights"), weights, limit=300)
        file.create_group("optimizer_weights")

    return hdf5(write)


def order_file(filled):
    counts = {}
    weights = {}
    for layer, arrays in filled.items():
        if layer == "predictions":
            continue
        kind = "batch_normalization" if layer.endswith("bn") else "depthwise_conv2d" if "dwconv" in layer else "conv2d"
        kind = kind if arrays else "layer"
        counts[kind] = counts.get(kind, -1) + 1
        name = f"{kind}_{counts[kind]}" if counts[kind] else kind
        weights[name] = [(f"{name}/{path.split('/')[1]}", value.astype(np.float64)) for path, value in arrays]
    return hdf5(lambda file: save_weights(file, weights, compression="gzip", shuffle=True))


# --- PyTorch ----------------------------------------------------------------------------------------------------------

DTYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def safetensors(tensors):
    """https://huggingface.co/docs/safetensors, "Format"."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        bits = tensor.contiguous()
        bits = bits.view(torch.int16) if bits.dtype in (torch.float16, torch.bfloat16) else bits
        raw = bits.numpy().tobytes()
        header[name] = {
            "dtype": DTYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def timm_file(model):
    tensors = {}
    for i, (_, module, timm) in enumerate(layers(model)):
        for name, tensor in module.state_dict().items() if module is not None else ():
            half = torch.bfloat16 if i % 2 else torch.float16
            tensors[f"{timm}.{name}"] = tensor.to(half) if tensor.is_floating_point() else tensor
    return safetensors(tensors)


def digest(model):
    """SHA-256 over the sorted lines `name size,size,…` of a state dict, without the counters of steps."""
    lines = sorted(
        f"{name} {','.join(map(str, tensor.shape))}"
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def adapted(weight, channels):
    """The rule of timm's adapt_input_conv, from its description, in Keras's layout."""
    if channels == 1:
        weight = weight.sum(1, keepdim=True)
    else:
        weight = weight.repeat(1, math.ceil(channels / 3), 1, 1)[:, :channels] * (3 / channels)
    return weight.permute(2, 3, 1, 0).contiguous().numpy().reshape(-1)


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    torch.set_grad_enabled(False)
    model = network()
    filled = fill_weights(model)
    files = {
        "keras.h5": keras_file(filled),
        "qubvel.h5": qubvel_file(filled),
        "order.h5": order_file(filled),
        "torchvision.safetensors": safetensors(model.state_dict()),
        "timm.safetensors": timm_file(model),
    }
    for name, content in files.items():
        (FIXTURES / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    x = nhwc((2, SIZE, SIZE, 3), 0.5)
    stem = model.features[0][0].weight
    names = [f"efficientnet_b{n}" for n in range(8)] + ["efficientnet_v2_s"]
    expected = {
        "versions": {**VERSIONS, "h5py": h5py.__version__, "hdf5": h5py.version.hdf5_version},
        "inputShape": [SIZE, SIZE, 3],
        "classes": CLASSES,
        "batch": 2,
        "weights": [[name, list(value.shape)] for arrays in filled.values() for name, value in arrays],
        "outputs": {
            "same": with_same_padding(model).double()(x).tolist(),
            "symmetric": model.double()(x).tolist(),
        },
        "stem": {
            "1": adapted(stem.float(), 1).tolist(),
            **{str(c): hashlib.sha256(adapted(stem.float(), c).tobytes()).hexdigest() for c in (2, 4, 8)},
        },
        "stateDicts": {name: digest(getattr(reference, name)()) for name in names},
    }
    (FIXTURES / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
