"""Writes packages/metrics/test/fixtures/losses.json: losses and their gradients by PyTorch, torchvision and the authors
of the asymmetric loss.

The latter are not a package: clone https://github.com/Alibaba-MIIL/ASL (commit 8c9e0bd8d5d450cf19093363fc08aa7244ad4408).
Run from the repository's root: /usr/bin/python3 scripts/oracles/losses.py ASL/src/loss_functions/losses.py
"""
import importlib.util
import json
import sys
import numpy as np
import torch
import torchvision
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torchvision.ops import sigmoid_focal_loss

spec = importlib.util.spec_from_file_location("asl", sys.argv[1])
asl = importlib.util.module_from_spec(spec)
spec.loader.exec_module(asl)

rng = np.random.default_rng(404)
SHAPE = (9, 3)
# Numbers that a float32 holds exactly, so that both sides compute on the same.
ordinary = np.float32(rng.normal(0, 4, SHAPE)).clip(-12, 12)
ordinary[0] = [0, 0, 12]
ordinary[1] = [-12, 0, 0]
extreme = np.array([[-1e4, -100, -89, -20, -0.0, 0.0, 20, 89, 100, 1e4]] * 2, np.float32).T
hard = (rng.random(SHAPE) < 0.4).astype(np.float32)
soft = np.float32(np.round(rng.random(SHAPE) * 16) / 16)
both = np.tile(np.float32([0, 1]), (len(extreme), 1))
sample_weight = np.float32(rng.integers(0, 16, SHAPE[0]) / 4)
positive_weights = np.float32([0.5, 7, 19.25])
missing = rng.random(SHAPE) < 0.3
missing[2] = True
data = {"ordinary": (ordinary, {"hard": hard, "soft": soft}), "extreme": (extreme, {"hard": both})}


def asymmetric(neg, pos, clip, detach):
    # Their 1e-8 would be seen in ordinary logits already, and sums are all that they return.
    loss = asl.AsymmetricLoss(neg, pos, clip, eps=1e-300, disable_torch_grad_focal_loss=detach)
    return lambda x, y: torch.stack([loss(a, b) for a, b in zip(x.flatten(), y.flatten())]).reshape(x.shape)


def focal(gamma, alpha):
    return lambda x, y: sigmoid_focal_loss(x, y, alpha=-1 if alpha is None else alpha, gamma=gamma)


def smooth(x, y, weights=None):
    return bce(x, y * 0.8 + 0.1, reduction="none", pos_weight=weights)


weights = torch.tensor(positive_weights, dtype=torch.float64)
# loss, options as ours are called, data, targets, what it is of others
listed = [
    ("bce", {}, "ordinary", "hard", lambda x, y: bce(x, y, reduction="none")),
    ("bce", {}, "ordinary", "soft", lambda x, y: bce(x, y, reduction="none")),
    ("bce", {}, "extreme", "hard", lambda x, y: bce(x, y, reduction="none")),
    ("bce", {"positiveWeights": positive_weights.tolist()}, "ordinary", "soft",
     lambda x, y: bce(x, y, reduction="none", pos_weight=weights)),
    ("bce", {"positiveWeights": 5}, "extreme", "hard",
     lambda x, y: bce(x, y, reduction="none", pos_weight=torch.tensor(5.0, dtype=torch.float64))),
    ("bce", {"labelSmoothing": 0.2}, "ordinary", "hard", smooth),
    ("bce", {"labelSmoothing": 0.2}, "extreme", "hard", smooth),
    ("bce", {"labelSmoothing": 0.2, "positiveWeights": positive_weights.tolist()}, "ordinary", "hard",
     lambda x, y: smooth(x, y, weights)),
    ("focal", {}, "ordinary", "hard", focal(2, 0.25)),
    ("focal", {}, "ordinary", "soft", focal(2, 0.25)),
    ("focal", {}, "extreme", "hard", focal(2, 0.25)),
    ("focal", {"gamma": 0.5, "alpha": None}, "ordinary", "hard", focal(0.5, None)),
    ("focal", {"gamma": 3, "alpha": 0.9}, "ordinary", "soft", focal(3, 0.9)),
    ("focal", {"gamma": 0, "alpha": 0.75}, "ordinary", "hard", focal(0, 0.75)),
    ("asymmetric", {}, "ordinary", "hard", asymmetric(4, 1, 0.05, True)),
    ("asymmetric", {"detachFocus": False}, "ordinary", "hard", asymmetric(4, 1, 0.05, False)),
    ("asymmetric", {"gammaNegative": 2, "gammaPositive": 0, "clip": 0.2, "detachFocus": False}, "ordinary", "hard",
     asymmetric(2, 0, 0.2, False)),
    ("asymmetric", {"gammaNegative": 3, "gammaPositive": 1, "clip": 0}, "ordinary", "hard", asymmetric(3, 1, 0, True)),
    ("asymmetric", {"gammaNegative": 0, "gammaPositive": 0, "clip": 0.1}, "ordinary", "hard",
     asymmetric(0, 0, 0.1, True)),
]
cases = []
for loss, options, name, targets, of_others in listed:
    logits, choices = data[name]
    x = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    entries = of_others(x, torch.tensor(choices[targets], dtype=torch.float64))
    entries.sum().backward()
    cases.append({
        "loss": loss, "options": options, "data": name, "targets": targets,
        "entries": entries.tolist(), "gradient": x.grad.tolist(),
    })

x, y = (torch.tensor(a, dtype=torch.float64) for a in (ordinary, hard))
spread = torch.tensor(sample_weight, dtype=torch.float64)[:, None].expand(SHAPE)
known = torch.tensor(~missing)
reduced = {
    reduction: {
        "plain": bce(x, y, reduction=reduction).item(),
        "weighted": bce(x, y, weight=spread, reduction=reduction).item(),
        "known": bce(x[known], y[known], reduction=reduction).item(),
        "weightedKnown": bce(x[known], y[known], weight=spread[known], reduction=reduction).item(),
    }
    for reduction in ("mean", "sum")
}
fixture = {
    "oracle": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, Alibaba-MIIL/ASL 8c9e0bd",
    "logits": {name: logits.tolist() for name, (logits, _) in data.items()},
    "targets": {name: {k: v.tolist() for k, v in choices.items()} for name, (_, choices) in data.items()},
    "sampleWeight": sample_weight.tolist(),
    "missing": missing.tolist(),
    "cases": cases,
    "reduced": reduced,
}
with open("packages/metrics/test/fixtures/losses.json", "w") as file:
    json.dump(fixture, file, separators=(",", ":"))
    file.write("\n")
