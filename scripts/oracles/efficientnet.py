"""Reference numbers for packages/efficientnet from PyTorch and torchvision.

    python3 scripts/oracles/efficientnet.py

Writes to packages/efficientnet/test/fixtures/:
  parameter-counts.json   parameters of torchvision's B0-B7 for several channel and class counts
  small-network.json      a scaled-down torchvision EfficientNet with TensorFlow's padding and batch norm constants:
                          outputs, gradients and moving statistics
  batch-norm-swish.json   batch norm + SiLU in training and in inference: outputs and gradients
  ten-steps.json          EfficientNet-B0 with TensorFlow's constants: the losses of ten steps of Adam

Weights and inputs are given by a formula (`wave`), which the tests compute too, so that the fixtures stay small.
"""

import json
import math
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import nn
from torchvision.models import efficientnet as reference

FIXTURES = Path(__file__).resolve().parents[2] / "packages/efficientnet/test/fixtures"
VERSIONS = {"torch": torch.__version__, "torchvision": torchvision.__version__}


def wave(count, phase):
    """count numbers in (-1, 1) without a visible pattern: sin(1.7 i + 0.013 i^2 mod 2 pi + phase)."""
    i = np.arange(count, dtype=np.float64)
    return np.sin(np.fmod(1.7 * i + 0.013 * i * i, 2 * math.pi) + phase)


def write(name, content):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / name).write_text(json.dumps({"versions": VERSIONS, **content}, indent=1) + "\n")


# --- Parameter counts -------------------------------------------------------------------------------------------------


def count_parameters():
    rows = []
    for n in range(8):
        for channels, classes in [(3, 1000), (8, 21), (8, 2)]:
            model = getattr(reference, f"efficientnet_b{n}")(num_classes=classes)
            stem = model.features[0][0]
            model.features[0][0] = nn.Conv2d(channels, stem.out_channels, 3, 2, 1, bias=False)
            statistics = [b.numel() for name, b in model.named_buffers() if "running" in name]
            rows.append(
                {
                    "variant": f"b{n}",
                    "channels": channels,
                    "classes": classes,
                    "trainable": sum(p.numel() for p in model.parameters()),
                    "statistics": sum(statistics),
                }
            )
    write("parameter-counts.json", {"rows": rows})


# --- A small network --------------------------------------------------------------------------------------------------


class SamePadding(nn.Module):
    """TensorFlow's SAME: the output has ceil(n / stride) pixels, and the odd pixel of padding goes to the far side."""

    def __init__(self, kernel, stride):
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x):
        pads = []
        for n in (x.shape[3], x.shape[2]):
            total = max((math.ceil(n / self.stride) - 1) * self.stride + self.kernel - n, 0)
            pads += [total // 2, total - total // 2]
        return nn.functional.pad(x, pads)


def tensorflow_network(channels, classes, width=1.0, depth=1.0):
    """B0's stages, scaled, with TensorFlow's padding and batch norm constants, without dropout and stochastic depth."""
    block = partial(reference.MBConvConfig, width_mult=width, depth_mult=depth)
    model = reference.EfficientNet(
        [
            block(1, 3, 1, 32, 16, 1),
            block(6, 3, 2, 16, 24, 2),
            block(6, 5, 2, 24, 40, 2),
            block(6, 3, 2, 40, 80, 3),
            block(6, 5, 1, 80, 112, 3),
            block(6, 5, 2, 112, 192, 4),
            block(6, 3, 1, 192, 320, 1),
        ],
        dropout=0.0,
        stochastic_depth_prob=0.0,
        num_classes=classes,
        norm_layer=partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01),
    )
    stem = model.features[0][0]
    model.features[0][0] = nn.Conv2d(channels, stem.out_channels, 3, 2, 1, bias=False)
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d) and child.kernel_size[0] > 1:
                child.padding = (0, 0)
                setattr(module, name, nn.Sequential(SamePadding(child.kernel_size[0], child.stride[0]), child))
    return model


def keras_modules(model):
    """(Keras layer name, module) in Keras's order of layers."""
    yield "stem_conv", model.features[0][0][1]
    yield "stem_bn", model.features[0][1]
    for s, stage in enumerate(list(model.features)[1:-1]):
        for r, mbconv in enumerate(stage):
            prefix = f"block{s + 1}{chr(97 + r)}_"
            parts = list(mbconv.block)
            if len(parts) == 4:
                yield prefix + "expand_conv", parts[0][0]
                yield prefix + "expand_bn", parts[0][1]
                parts = parts[1:]
            yield prefix + "dwconv", parts[0][0][1]
            yield prefix + "bn", parts[0][1]
            yield prefix + "se_reduce", parts[1].fc1
            yield prefix + "se_expand", parts[1].fc2
            yield prefix + "project_conv", parts[2][0]
            yield prefix + "project_bn", parts[2][1]
    yield "top_conv", model.features[-1][0]
    yield "top_bn", model.features[-1][1]
    yield "predictions", model.classifier[1]


def keras_weights(layer, module):
    """(Keras weight name, tensor, function from PyTorch's layout to Keras's, and back), trainable ones first."""
    same = (lambda a: a, lambda a: a)
    if isinstance(module, nn.BatchNorm2d):
        yield f"{layer}/gamma", module.weight, *same
        yield f"{layer}/beta", module.bias, *same
        yield f"{layer}/moving_mean", module.running_mean, *same
        yield f"{layer}/moving_variance", module.running_var, *same
    elif isinstance(module, nn.Linear):
        yield f"{layer}/kernel", module.weight, np.transpose, np.transpose
        yield f"{layer}/bias", module.bias, *same
    elif module.groups > 1:
        axes = lambda a: np.transpose(a, (2, 3, 0, 1))
        yield f"{layer}/depthwise_kernel", module.weight, axes, axes
    else:
        yield f"{layer}/kernel", module.weight, lambda a: np.transpose(a, (2, 3, 1, 0)), lambda a: np.transpose(a, (3, 2, 0, 1))
        if module.bias is not None:
            yield f"{layer}/bias", module.bias, *same


def fill(name, shape, ordinal):
    """The value of a weight by its kind, its shape in Keras's layout and its place in the list of weights."""
    values = wave(int(np.prod(shape)), 0.37 * ordinal).reshape(shape)
    kind = name.split("/")[1]
    if kind == "gamma":
        return 1 + 0.2 * values
    if kind == "moving_variance":
        return 0.5 + 0.25 * values
    if kind in ("beta", "moving_mean", "bias"):
        return 0.1 * values
    if kind == "depthwise_kernel":
        fan_in = shape[0] * shape[1]
    else:
        fan_in = int(np.prod(shape[:-1]))
    return values * math.sqrt(3 / fan_in)


def fill_weights(model):
    """Gives every weight its value, and the list of (name, tensor, to Keras's layout, to PyTorch's)."""
    weights = [w for layer, module in keras_modules(model) for w in keras_weights(layer, module)]
    with torch.no_grad():
        for ordinal, (name, tensor, to_keras, to_torch) in enumerate(weights):
            shape = to_keras(tensor.numpy()).shape
            tensor.copy_(torch.from_numpy(to_torch(fill(name, shape, ordinal)).copy()))
    assert {id(w[1]) for w in weights} == {
        id(t) for n, t in [*model.named_parameters(), *model.named_buffers()] if "tracked" not in n
    }, "every weight of torchvision's model has a Keras name"
    return weights


def nhwc(shape, phase):
    return torch.from_numpy(wave(int(np.prod(shape)), phase).reshape(shape).transpose(0, 3, 1, 2).copy())


def gradient_rows(weights):
    """Of each (name, tensor, to_keras) the gradient or, for a moving statistic, the value: its norm and first elements."""
    rows = []
    for name, tensor, to_keras in weights:
        value = tensor.grad if tensor.requires_grad else tensor
        value = to_keras(value.detach().numpy())
        flat = value.reshape(-1)
        rows.append(
            {
                "name": name,
                "shape": list(value.shape),
                "kind": "gradient" if tensor.requires_grad else "moved",
                "norm": float(np.linalg.norm(flat)),
                "first": [float(v) for v in flat[:3]],
            }
        )
    return rows


def small_network_case(height, width, channels, classes):
    # Double precision: the tests then see the rounding of one side only.
    model = tensorflow_network(channels, classes, width=0.25, depth=0.5).double()
    weights = fill_weights(model)
    x = nhwc((3, height, width, channels), 0.5)
    model.eval()
    inference = model(x).detach().numpy()
    model.train()
    logits = model(x)
    # Any fixed, uneven weighting of the logits will do as a loss.
    loss = (logits * torch.from_numpy(wave(logits.numel(), 1.0).reshape(logits.shape))).sum()
    loss.backward()
    rows = gradient_rows((name, tensor, to_keras) for name, tensor, to_keras, _ in weights)
    return {
        "inputShape": [height, width, channels],
        "classes": classes,
        "batch": 3,
        "inference": inference.tolist(),
        "training": logits.detach().numpy().tolist(),
        "weights": rows,
    }


# --- Ten steps of training --------------------------------------------------------------------------------------------

ADAM = {"learningRate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
# The batches are taken in turn, so that the network meets each again and its loss falls.
STEPS, BATCHES, BATCH, SIZE, CHANNELS, CLASSES = 10, 4, 8, 64, 8, 21


def train(dtype):
    """Losses before each of ten steps, and the weights before and after them, in Keras's layout."""
    model = tensorflow_network(CHANNELS, CLASSES).to(dtype)
    weights = fill_weights(model)
    snapshot = lambda: [to_keras(tensor.detach().numpy()).astype(np.float64).copy() for _, tensor, to_keras, _ in weights]
    start = snapshot()
    images = wave(BATCHES * BATCH * SIZE * SIZE * CHANNELS, 0.5).reshape(BATCHES, BATCH, SIZE, SIZE, CHANNELS)
    images = torch.from_numpy(images.transpose(0, 1, 4, 2, 3).copy()).to(dtype)
    labels = torch.from_numpy((wave(BATCHES * BATCH * CLASSES, 1.0) > 0.7).reshape(BATCHES, BATCH, CLASSES)).to(dtype)
    betas = (ADAM["beta1"], ADAM["beta2"])
    optimizer = torch.optim.Adam(model.parameters(), lr=ADAM["learningRate"], betas=betas, eps=ADAM["epsilon"])
    criterion = nn.BCEWithLogitsLoss()
    model.train()
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = criterion(model(images[step % BATCHES]), labels[step % BATCHES])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [name for name, *_ in weights], start, snapshot()


def ten_steps():
    losses, names, start, end = train(torch.float64)
    # What float32 alone does to PyTorch's own losses: the tests' tolerance must lie above it.
    float32_losses, *_ = train(torch.float32)
    rows = []
    for name, before, after in zip(names, start, end):
        step = (after - before).reshape(-1)
        rows.append(
            {
                "name": name,
                "shape": list(before.shape),
                "moved": float(np.linalg.norm(step)),
                "direction": float(step @ wave(step.size, 0)),
            }
        )
    write(
        "ten-steps.json",
        {
            "inputShape": [SIZE, SIZE, CHANNELS],
            "classes": CLASSES,
            "batch": BATCH,
            "batches": BATCHES,
            "adam": ADAM,
            "losses": losses,
            "float32Losses": float32_losses,
            "weights": rows,
        },
    )


# --- Batch norm and swish ---------------------------------------------------------------------------------------------


def batch_norm_case(training, activation):
    n, h, w, c = 4, 5, 6, 3
    x = (2 * nhwc((n, h, w, c), 0.2) + 1).requires_grad_()
    dy = nhwc((n, h, w, c), 0.9)
    norm = nn.BatchNorm2d(c, eps=1e-3, momentum=0.01).double()
    with torch.no_grad():
        norm.weight.copy_(torch.from_numpy(1 + 0.2 * wave(c, 0.1)))
        norm.bias.copy_(torch.from_numpy(0.3 * wave(c, 0.4)))
        norm.running_mean.copy_(torch.from_numpy(0.3 * wave(c, 0.7)))
        norm.running_var.copy_(torch.from_numpy(1 + 0.5 * wave(c, 0.8)))
    norm.train(training)
    y = norm(x)
    y = nn.functional.silu(y) if activation == "swish" else y
    (y * dy).sum().backward()
    flat = lambda t: t.detach().permute(0, 2, 3, 1).reshape(-1).tolist()
    return {
        "shape": [n, h, w, c],
        "training": training,
        "activation": activation,
        "y": flat(y),
        "dx": flat(x.grad),
        "dGamma": norm.weight.grad.tolist(),
        "dBeta": norm.bias.grad.tolist(),
        "movingMean": norm.running_mean.tolist(),
        "movingVariance": norm.running_var.tolist(),
    }


if __name__ == "__main__":
    torch.manual_seed(0)
    count_parameters()
    write("small-network.json", {"cases": [small_network_case(64, 64, 8, 5), small_network_case(45, 37, 1, 2)]})
    write("batch-norm-swish.json", {"cases": [batch_norm_case(t, a) for t in (True, False) for a in ("linear", "swish")]})
    ten_steps()
