"""Reads weight files that packages/efficientnet wrote, with h5py and PyTorch, and prints what it found as JSON.

    /usr/bin/python3 scripts/oracles/read-weights.py keras FILE.h5
    /usr/bin/python3 scripts/oracles/read-weights.py torchvision FILE.safetensors

`keras` goes through an .h5 as Keras's own loading code does (load_weights_from_hdf5_group of
keras/src/legacy/saving/legacy_h5_format.py): layers, their weights' names, shapes, types and a SHA-256 of the values.
`torchvision` loads a state dict into the network of weights.py, strictly, and prints its outputs.
The tests run it where h5py and torch are installed, and are skipped elsewhere.
"""

import hashlib
import json
import struct
import sys

import h5py
import numpy as np


def attributes(group, name):
    """load_attributes_from_hdf5_group."""
    decode = lambda texts: [t.decode("utf8") if hasattr(t, "decode") else t for t in texts]
    if name in group.attrs:
        return decode(group.attrs[name])
    found, i = [], 0
    while f"{name}{i}" in group.attrs:
        found.extend(decode(group.attrs[f"{name}{i}"]))
        i += 1
    return found


def keras(path):
    with h5py.File(path, "r") as file:
        text = lambda name: file.attrs[name].decode("utf8") if hasattr(file.attrs[name], "decode") else file.attrs[name]
        layers = []
        for layer in attributes(file, "layer_names"):
            group = file[layer]
            arrays = [(name, np.asarray(group[name])) for name in attributes(group, "weight_names")]
            layers.append(
                {
                    "name": layer,
                    "weights": [
                        {
                            "name": name,
                            "shape": list(array.shape),
                            "dtype": str(array.dtype),
                            "sha256": hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest(),
                        }
                        for name, array in arrays
                    ],
                }
            )
        return {"attributes": {name: text(name) for name in ("backend", "keras_version")}, "layers": layers}


def safetensors(path):
    """https://huggingface.co/docs/safetensors, "Format", for F32."""
    import torch

    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            array = np.frombuffer(raw[begin:end], "<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(array.copy())
    return tensors


def torchvision(path):
    import torch
    from weights import SIZE, network, nhwc

    model = network()
    model.load_state_dict(safetensors(path), strict=True)
    with torch.no_grad():
        return {"outputs": model.double()(nhwc((2, SIZE, SIZE, 3), 0.5)).tolist()}


if __name__ == "__main__":
    print(json.dumps({"keras": keras, "torchvision": torchvision}[sys.argv[1]](sys.argv[2])))
