"""Outputs of torchvision's EfficientNets at their default resolutions, for packages/efficientnet.

    python3 scripts/oracles/efficientnet-variants.py

Writes packages/efficientnet/test/fixtures/variants.json: parameter counts, and checksums and samples of the logits and
of every endpoint, for
  b0-b7, v2-s   torchvision's own models, with its padding and batch norm constants;
  lite0-lite4   torchvision's blocks put together as in tensorflow/tpu's efficientnet_lite_builder.py: no squeeze-excite,
                relu6, ends that are not scaled, and TensorFlow's padding and batch norm constants.

Weights and inputs are those of `fill` and `wave` in efficientnet.py. With them alone signals would double in each block
and drown everything in rounding, or die out, so the last batch norm of a block is scaled by DAMPING. The factors were
chosen such that the mean activation stays between 0.05 and 5 from the first block to the logits, and that single precision
costs less than 1e-5 of the largest logit. The script prints how much of the logits another padding or another epsilon
would change: that must be far more than the 1e-4 that the tests allow.
"""

import json
import math
from functools import partial

import numpy as np
import torch
from torch import nn
from torchvision.models import efficientnet as reference

from efficientnet import FIXTURES, VERSIONS, SamePadding, fill, keras_weights, nhwc, wave

# variant: (resolution, damping)
TORCHVISION = {
    "b0": (224, 0.7),
    "b1": (240, 0.6),
    "b2": (260, 0.6),
    "b3": (300, 0.6),
    "b4": (380, 0.5),
    "b5": (456, 0.47),
    "b6": (528, 0.45),
    "b7": (600, 0.42),
    "v2-s": (384, 0.33),
}
# variant: (resolution, damping, width, depth), the latter two from efficientnet_lite_builder.py
LITE = {
    "lite0": (224, 0.34, 1.0, 1.0),
    "lite1": (240, 0.34, 1.0, 1.1),
    "lite2": (260, 0.34, 1.1, 1.2),
    "lite3": (280, 0.34, 1.2, 1.4),
    "lite4": (300, 0.34, 1.4, 1.8),
}
SAMPLES, LOGITS = 24, 100


def torchvision_model(variant):
    return getattr(reference, f"efficientnet_{variant.replace('-', '_')}")()


def lite_model(width, depth):
    adjust = partial(reference.MBConvConfig.adjust_channels, width_mult=width)
    without_squeeze = partial(reference.MBConv, se_layer=lambda *args, **kwargs: nn.Identity())
    stages = [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3)]
    stages += [(6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)]
    configs = []
    for s, (expand, kernel, stride, filters_in, filters_out, repeats) in enumerate(stages):
        at_end = s in (0, len(stages) - 1)
        configs.append(
            reference.MBConvConfig(
                expand,
                kernel,
                stride,
                filters_in if s == 0 else adjust(filters_in),
                adjust(filters_out),
                repeats if at_end else math.ceil(repeats * depth),
                block=without_squeeze,
            )
        )
    norm = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
    model = reference.EfficientNet(configs, dropout=0.2, norm_layer=norm, last_channel=1280)
    replace(model, lambda child: nn.ReLU6() if isinstance(child, nn.SiLU) else None)
    return tensorflow_padding(model)


def tensorflow_padding(model):
    def padded(child):
        if not isinstance(child, nn.Conv2d) or child.kernel_size[0] == 1:
            return None
        child.padding = (0, 0)
        return nn.Sequential(SamePadding(child.kernel_size[0], child.stride[0]), child)

    return replace(model, padded)


def replace(model, replacement):
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            new = replacement(child)
            if new is not None:
                setattr(module, name, new)
    return model


def keras_modules(model):
    """(Keras layer name, module) in Keras's order of layers."""
    conv = lambda module: module[1] if isinstance(module, nn.Sequential) else module
    yield "stem_conv", conv(model.features[0][0])
    yield "stem_bn", model.features[0][1]
    for s, stage in enumerate(list(model.features)[1:-1]):
        for r, block in enumerate(stage):
            prefix = f"block{s + 1}{chr(97 + r)}_"
            *before, (project_conv, project_bn, *_) = list(block.block)
            if isinstance(block, reference.FusedMBConv):
                names = [("expand_conv", "expand_bn")]
            else:
                names = [("expand_conv", "expand_bn"), ("dwconv", "bn")]
            convolutions = [part for part in before if isinstance(part, nn.Sequential)]
            for (conv_name, bn_name), part in zip(names[-len(convolutions) :] if convolutions else [], convolutions):
                yield prefix + conv_name, conv(part[0])
                yield prefix + bn_name, part[1]
            for part in before:
                if isinstance(part, reference.SqueezeExcitation):
                    yield prefix + "se_reduce", part.fc1
                    yield prefix + "se_expand", part.fc2
            yield prefix + "project_conv", conv(project_conv)
            yield prefix + "project_bn", project_bn
    yield "top_conv", conv(model.features[-1][0])
    yield "top_bn", model.features[-1][1]
    yield "predictions", model.classifier[1]


def fill_weights(model, damping):
    weights = [weight for layer, module in keras_modules(model) for weight in keras_weights(layer, module)]
    with torch.no_grad():
        for ordinal, (name, tensor, to_keras, to_torch) in enumerate(weights):
            value = fill(name, to_keras(tensor.numpy()).shape, ordinal)
            if name.endswith("project_bn/gamma"):
                value = damping * value
            tensor.copy_(torch.from_numpy(to_torch(value).copy()))
    every = {id(t) for n, t in [*model.named_parameters(), *model.named_buffers()] if "tracked" not in n}
    assert {id(weight[1]) for weight in weights} == every, "every weight of torchvision's model has a Keras name"


def run(model, x):
    """Endpoints and logits, channels last."""
    maps = []
    with torch.no_grad():
        for stage in model.features:
            x = stage(x)
            maps.append(x)
        logits = model.classifier(model.avgpool(x).flatten(1))
    *stages, top = maps[1:]
    reductions = [s for s, following in zip(stages, [*stages[1:], None]) if following is None or following.shape[2] < s.shape[2]]
    found = {f"reduction_{i + 1}": tensor for i, tensor in enumerate(reductions)}
    found["top"] = top
    return {**{name: t.permute(0, 2, 3, 1).numpy() for name, t in found.items()}, "logits": logits.numpy()}


def describe(name, tensor):
    flat = tensor.astype(np.float64).reshape(-1)
    step = flat.size // (LOGITS if name == "logits" else SAMPLES)
    short = lambda v: float(f"{v:.8g}")
    return {
        "name": name,
        "shape": list(tensor.shape),
        "mean": short(flat.mean()),
        "absMean": short(np.abs(flat).mean()),
        "largest": short(np.abs(flat).max()),
        # Pins the order of the values as well.
        "projection": short((flat * wave(flat.size, 1.0)).mean()),
        "step": step,
        "samples": [short(v) for v in flat[::step]],
    }


def row(variant, model, resolution, damping, other_padding):
    fill_weights(model, damping)
    model = model.double().eval()
    x = nhwc((1, resolution, resolution, 3), 0.5)
    expected = run(model, x)
    far = lambda other: np.abs(other["logits"] - expected["logits"]).max() / np.abs(expected["logits"]).max()
    sizes = [f"{np.abs(tensor).mean():.2g}" for tensor in expected.values()]
    single = far(run(model.float(), x.float()))
    norms = [module for module in model.double().modules() if isinstance(module, nn.BatchNorm2d)]
    parameters = sum(p.numel() for p in model.parameters())
    statistics = sum(2 * norm.num_features for norm in norms)
    for norm in norms:
        norm.eps = 1e-5 if norm.eps > 1e-4 else 1e-3
    epsilon = far(run(model, x))
    for norm in norms:
        norm.eps = 1e-5 if norm.eps > 1e-4 else 1e-3
    padding = far(run(other_padding(model), x))
    print(f"{variant}: |activations| {' '.join(sizes)}; relative change of the logits by single precision {single:.1g},")
    print(f"  by the other epsilon {epsilon:.2g}, by the other padding {padding:.2g}", flush=True)
    return {
        "variant": variant,
        "resolution": resolution,
        "damping": damping,
        "trainable": parameters,
        "statistics": statistics,
        "tensors": [describe(name, tensor) for name, tensor in expected.items()],
    }


def torch_padding(model):
    """Undoes tensorflow_padding."""
    for module in model.modules():
        if isinstance(module, SamePadding):
            module.forward = lambda x, side=module.kernel // 2: nn.functional.pad(x, [side] * 4)
    return model


if __name__ == "__main__":
    rows = [row(v, torchvision_model(v), r, d, tensorflow_padding) for v, (r, d) in TORCHVISION.items()]
    rows += [row(v, lite_model(w, depth), r, d, torch_padding) for v, (r, d, w, depth) in LITE.items()]
    # One line a tensor: readable, and a third of the size.
    dense = lambda tensors: ",\n".join("   " + json.dumps(t) for t in tensors)
    blocks = []
    for content in rows:
        head = json.dumps({key: value for key, value in content.items() if key != "tensors"})[1:-1]
        blocks.append(f'  {{{head}, "tensors": [\n{dense(content["tensors"])}\n  ]}}')
    text = f'{{\n "versions": {json.dumps(VERSIONS)},\n "rows": [\n' + ",\n".join(blocks) + "\n ]\n}\n"
    (FIXTURES / "variants.json").write_text(text)
