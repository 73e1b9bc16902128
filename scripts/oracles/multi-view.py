"""Reference numbers for the multi-view model of packages/efficientnet from PyTorch and torchvision.

    python3 scripts/oracles/multi-view.py

Writes packages/efficientnet/test/fixtures/multi-view.json: a scaled-down EfficientNet (see efficientnet.py) that encodes
every view of a sample, and its fusion by mean, maximum and gated attention (Ilse, Tomczak & Welling 2018, equation 9, with
an attention of its own for each label): logits, attention weights and gradients.
"""

import numpy as np
import torch
from torch import nn

from efficientnet import fill, fill_weights, gradient_rows, tensorflow_network, wave, write

BATCH, VIEWS, SIZE, CLASSES, UNITS = 2, 4, 32, 3, 5
# The encoder's other gradients are compared in small-network.json.
COMPARED = {"stem_conv", "stem_bn", "block3a_dwconv", "top_bn", "predictions", "view_attention"}


class GatedAttention(nn.Module):
    """Equation 9 for each label: softmax over the views of w^T (tanh(V h) * sigm(U h))."""

    def __init__(self, features, units, labels):
        super().__init__()
        self.tanh = nn.Linear(features, units, bias=False)
        self.gate = nn.Linear(features, units, bias=False)
        self.score = nn.Linear(units, labels, bias=False)

    def forward(self, h):
        scores = self.score(torch.tanh(self.tanh(h)) * torch.sigmoid(self.gate(h)))
        return torch.softmax(scores, dim=1).transpose(1, 2)


def fused_logits(fusion, h, attention, head):
    """Features [n, views, f] to logits [n, labels], and the attention weights [n, labels, views]."""
    if fusion == "mean":
        return head(h.mean(dim=1)), None
    if fusion == "max":
        return head(h.max(dim=1).values), None
    weights = attention(h)
    logits = []
    for label in range(CLASSES):
        pooled = (weights[:, label, :, None] * h).sum(dim=1)
        logits.append(pooled @ head.weight[label] + head.bias[label])
    return torch.stack(logits, dim=1), weights


def case(fusion, channels):
    model = tensorflow_network(channels, CLASSES, width=0.25, depth=0.5).double()
    features = model.classifier[1].in_features
    weights = [(name, tensor, to_keras) for name, tensor, to_keras, _ in fill_weights(model)]
    attention = GatedAttention(features, UNITS, CLASSES).double()
    if fusion == "attention":
        with torch.no_grad():
            for kind in ("tanh", "gate", "score"):
                name = f"view_attention/{kind}_kernel"
                tensor = getattr(attention, kind).weight
                # Three times as large as other weights, so that the views' weights differ visibly.
                values = 3 * fill(name, tensor.shape[::-1], len(weights))
                tensor.copy_(torch.from_numpy(values.T.copy()))
                weights.append((name, tensor, np.transpose))

    volume = wave(BATCH * SIZE * SIZE * VIEWS * channels, 0.5).reshape(BATCH, SIZE, SIZE, VIEWS, channels)

    def forward():
        views = []
        for view in range(VIEWS):
            images = torch.from_numpy(volume[:, :, :, view].transpose(0, 3, 1, 2).copy())
            views.append(images)
        # Sample by sample, so that a batch norm in training sees all views of all samples.
        images = torch.stack(views, dim=1).flatten(0, 1)
        h = model.avgpool(model.features(images)).flatten(1).reshape(BATCH, VIEWS, features)
        return fused_logits(fusion, h, attention, model.classifier[1])

    model.eval()
    inference, shares = forward()
    model.train()
    logits, _ = forward()
    loss = (logits * torch.from_numpy(wave(logits.numel(), 1.0).reshape(logits.shape))).sum()
    loss.backward()
    rows = gradient_rows(row for row in weights if row[0].split("/")[0] in COMPARED)
    return {
        "fusion": fusion,
        "inputShape": [SIZE, SIZE, VIEWS * channels],
        "views": VIEWS,
        "classes": CLASSES,
        "attentionUnits": UNITS,
        "batch": BATCH,
        "inference": inference.tolist(),
        "attention": None if shares is None else shares.tolist(),
        "training": logits.tolist(),
        "names": [name for name, *_ in weights],
        "weights": rows,
    }


if __name__ == "__main__":
    cases = [("mean", 1), ("max", 1), ("attention", 1), ("attention", 2)]
    write("multi-view.json", {"cases": [case(fusion, channels) for fusion, channels in cases]})
