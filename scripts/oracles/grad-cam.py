"""Reference numbers for gradCam of packages/efficientnet from PyTorch's autograd.

    python3 scripts/oracles/grad-cam.py

Writes packages/efficientnet/test/fixtures/grad-cam.json: for scaled-down EfficientNets (see efficientnet.py) the raw maps of
Grad-CAM (Selvaraju et al. 2017, equations 1 and 2) at two layers, enlarged by torch's bilinear interpolation, and where views
are stacked as channels their product with d logit / d input times the input's difference from its means over 8 x 8 cells, smoothed
by scipy's Gaussian filter (the first-order contributions of Shrikumar et al. 2017).
"""

import numpy as np
import scipy.ndimage
import torch
from torch import nn

from efficientnet import fill_weights, nhwc, tensorflow_network, write

SIZE, VIEWS, CLASSES, SMOOTHING = 64, 4, 3, 1.5
# Standard deviations after which the Gaussian ends; times SMOOTHING, the half-width in pixels, rounded up here as there.
REACH = np.ceil(3 * SMOOTHING) / SMOOTHING
# Keras's name of the layer, and torchvision's module that gives the same numbers: the end of the fourth stage, and the top.
LAYERS = {"block4b_add": 4, "top_bn": -1}
# Every so many pixels of a map is compared, besides its sum.
STEP = 7


def summary(maps):
    """[h, w, maps]: a part of the pixels, and the sum of each map."""
    return {"sums": maps.sum(axis=(0, 1)).tolist(), "grid": maps[::STEP, ::STEP].tolist()}


def case(multi_view, layer, label):
    channels = 1 if multi_view else VIEWS
    model = tensorflow_network(channels, CLASSES, width=0.25, depth=0.5).double()
    fill_weights(model)
    model.eval()
    x = nhwc((1, SIZE, SIZE, VIEWS), 0.5).requires_grad_()
    features = []

    def remember(module, inputs, output):
        output.retain_grad()
        features.append(output)

    model.features[LAYERS[layer]].register_forward_hook(remember)
    # The views of the single sample become the images of a batch.
    images = x.transpose(0, 1) if multi_view else x
    h = model.avgpool(model.features(images)).flatten(1)
    logits = model.classifier[1](h.mean(dim=0, keepdim=True))
    logits[0, label].backward()
    a = features[0]
    alpha = a.grad.mean(dim=(2, 3), keepdim=True)
    raw = torch.relu((alpha * a).sum(dim=1, keepdim=True))
    enlarged = nn.functional.interpolate(raw, (SIZE, SIZE), mode="bilinear", align_corners=False)
    by_image = lambda t: t.detach().numpy()[:, 0].transpose(1, 2, 0)
    views = by_image(enlarged)
    if not multi_view:
        cells = nn.functional.avg_pool2d(x, SIZE // 8)
        reference = nn.functional.interpolate(cells, (SIZE, SIZE), mode="bilinear", align_corners=False)
        contributions = (x.grad * (x - reference)).detach()[0].numpy().transpose(1, 2, 0)
        smooth = scipy.ndimage.gaussian_filter(contributions, (SMOOTHING, SMOOTHING, 0), mode="constant", truncate=REACH)
        views = views * np.maximum(smooth, 0) / smooth.max()
    return {
        "multiView": multi_view,
        "layer": layer,
        "label": label,
        "logit": float(logits[0, label]),
        "raw": by_image(raw).tolist(),
        "map": summary(by_image(enlarged).max(axis=2, keepdims=True)),
        "views": summary(views),
    }


if __name__ == "__main__":
    cases = [case(m, layer, label) for m in (False, True) for layer, label in [("top_bn", 1), ("block4b_add", 2)]]
    common = {"inputShape": [SIZE, SIZE, VIEWS], "classes": CLASSES, "smoothing": SMOOTHING, "step": STEP}
    write("grad-cam.json", {**common, "scipy": scipy.__version__, "cases": cases})
