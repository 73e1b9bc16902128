"""Reference numbers for packages/training from PyTorch.

    python3 scripts/oracles/training.py

Writes packages/training/test/fixtures/torch.json:
  adamW          torch.optim.AdamW with one group that decays and one that does not: weights after some steps
  schedules      learning rates of CosineAnnealingLR, with and without LinearLR before it, and of StepLR, step by step
  clip           clip_grad_norm_ and clip_grad_value_: norms and gradients
  average        swa_utils.AveragedModel with an exponential average, buffers included
  recalibration  swa_utils.update_bn: statistics of a batch norm behind a linear layer
  logits         binary_cross_entropy_with_logits with and without weights: loss and gradient

Weights, gradients and inputs are given by a formula (`wave`), which the tests compute too. All in double precision.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim import lr_scheduler, swa_utils

FIXTURE = Path(__file__).resolve().parents[2] / "packages/training/test/fixtures/torch.json"
torch.set_default_dtype(torch.float64)


def wave(count, phase):
    """count numbers in (-1, 1) without a visible pattern: sin(1.7 i + 0.013 i^2 mod 2 pi + phase)."""
    i = np.arange(count, dtype=np.float64)
    return np.sin(np.fmod(1.7 * i + 0.013 * i * i, 2 * math.pi) + phase)


def tensor(shape, phase, scale=1.0):
    return torch.tensor(scale * wave(math.prod(shape), phase).reshape(shape))


def flat(values):
    return values.detach().flatten().tolist()


def adam_w():
    settings = {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-8, "weightDecay": 0.3}
    kernel, bias = nn.Parameter(tensor((3, 4), 0)), nn.Parameter(tensor((4,), 1))
    groups = [{"params": [kernel], "weight_decay": settings["weightDecay"]}, {"params": [bias], "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, lr=0.01, betas=(0.8, 0.99), eps=1e-8)
    weights = []
    for step in range(20):
        # Gradients of very different sizes.
        kernel.grad, bias.grad = (tensor(p.shape, 2 + step + i, 10.0 ** (step % 5 - 3)) for i, p in enumerate([kernel, bias]))
        optimizer.step()
        if step + 1 in (1, 10, 20):
            weights.append({"steps": step + 1, "kernel": flat(kernel), "bias": flat(bias)})
    return {"settings": settings, "weights": weights}


def rates(make, steps, rate):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=rate)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def warm_cosine(optimizer):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / 5, end_factor=1, total_iters=4)
    fall = lr_scheduler.CosineAnnealingLR(optimizer, T_max=15, eta_min=0.01)
    return lr_scheduler.SequentialLR(optimizer, [rise, fall], milestones=[5])


def schedules():
    return {
        "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=20, eta_min=0.01), 21, 0.3),
        "warmCosine": rates(warm_cosine, 20, 0.3),
        "step": rates(lambda o: lr_scheduler.StepLR(o, step_size=4, gamma=0.1), 12, 0.3),
    }


def clip():
    def gradients():
        parameters = [nn.Parameter(torch.zeros(3, 4)), nn.Parameter(torch.zeros(5))]
        for i, parameter in enumerate(parameters):
            parameter.grad = tensor(parameter.shape, i)
        return parameters

    found = {}
    for limit in (0.5, 100.0):
        parameters = gradients()
        norm = nn.utils.clip_grad_norm_(parameters, limit)
        found[f"norm {limit:g}"] = {"norm": float(norm), "gradients": [flat(p.grad) for p in parameters]}
    parameters = gradients()
    nn.utils.clip_grad_value_(parameters, 0.25)
    found["value 0.25"] = {"gradients": [flat(p.grad) for p in parameters]}
    return found


def average():
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    state = [model[0].weight, model[0].bias, model[1].running_mean, model[1].running_var]
    # The counter of batches is an integer, which has no exponential average.
    model[1].num_batches_tracked = None
    averaged = swa_utils.AveragedModel(model, avg_fn=lambda a, p, n: 0.9 * a + 0.1 * p, use_buffers=True)
    for step in range(8):
        for i, values in enumerate(state):
            values.data.copy_(tensor(values.shape, step + i))
        averaged.update_parameters(model)
    linear, norm = averaged.module
    return [flat(values) for values in (linear.weight, linear.bias, norm.running_mean, norm.running_var)]


def recalibration():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4, momentum=0.01))
    model[0].weight.data.copy_(tensor((3, 4), 0).T)
    model[0].bias.data.copy_(tensor((4,), 1))
    inputs = tensor((20, 3), 2)
    swa_utils.update_bn([inputs[i : i + 4] for i in range(0, 20, 4)], model)
    return {"mean": flat(model[1].running_mean), "variance": flat(model[1].running_var)}


def logits():
    outputs = torch.tensor([[-200.0, -30.0, -1.5, 0.0], [0.0, 0.5, 40.0, 300.0]], requires_grad=True)
    targets = torch.tensor([[1.0, 0.0, 1.0, 0.0], [1.0, 0.3, 1.0, 0.0]])
    found = {"outputs": flat(outputs), "targets": flat(targets), "weights": [0.5, 3.0]}
    for name, weight in (("plain", None), ("weighted", torch.tensor([[0.5], [3.0]]))):
        outputs.grad = None
        loss = binary_cross_entropy_with_logits(outputs, targets, weight)
        loss.backward()
        found[name] = {"loss": float(loss), "gradient": flat(outputs.grad)}
    return found


content = {
    "versions": {"torch": torch.__version__},
    "adamW": adam_w(),
    "schedules": schedules(),
    "clip": clip(),
    "average": average(),
    "recalibration": recalibration(),
    "logits": logits(),
}
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text(json.dumps(content, indent=1) + "\n")
