"""Writes packages/angio-io/test/fixtures/augment.json: images turned, scaled, moved, brightened and given contrast.

`zeros` is torchvision's functional.affine (bilinear, black beyond the border), `edge` torch's grid_sample with
padding_mode='border' on the same grid, `constant` SciPy's affine_transform (order 1, mode 'grid-constant'), all in
float64; `pil` is PIL's affine of 8-bit values by torchvision. Run from the repository's root:
/usr/bin/python3 scripts/oracles/augment.py
"""
import json
import math
import numpy as np
import PIL
import scipy
import scipy.ndimage
import torch
import torchvision
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.transforms import InterpolationMode

HEIGHT, WIDTH = 9, 12
FILL = 0.7
rng = np.random.default_rng(7)
# Multiples of 1/255, so that the 8-bit and the float image are the same.
grey = rng.integers(0, 256, (HEIGHT, WIDTH))
image = grey / 255
parameters = [
    {"rotate": 10, "scale": 1, "shiftX": 0, "shiftY": 0},
    {"rotate": -25.5, "scale": 1, "shiftX": 0, "shiftY": 0},
    {"rotate": 0, "scale": 1.3, "shiftX": 0, "shiftY": 0},
    {"rotate": 0, "scale": 0.6, "shiftX": 0, "shiftY": 0},
    {"rotate": 0, "scale": 1, "shiftX": 0.13, "shiftY": -0.21},
    {"rotate": 90, "scale": 1, "shiftX": 0, "shiftY": 0},
    {"rotate": 7, "scale": 0.9, "shiftX": -0.05, "shiftY": 0.08},
    {"rotate": 170, "scale": 1.9, "shiftX": 0.3, "shiftY": 0.25},
]


def inverse(p):
    """Rows of the matrix from a result's pixel (relative to the middle) to the image's, and the shift in pixels."""
    shift = [p["shiftX"] * WIDTH, p["shiftY"] * HEIGHT]
    # torchvision's own, clockwise: [a, b, c, d, e, f] for x' = a x + b y + c, y' = d x + e y + f.
    return F._get_inverse_affine_matrix([0.0, 0.0], float(p["rotate"]), shift, p["scale"], [0.0, 0.0]), shift


def by_grid(p, padding):
    matrix, _ = inverse(p)
    theta = torch.tensor(matrix, dtype=torch.float64).reshape(1, 2, 3)
    grid = torchvision.transforms.functional_tensor._gen_affine_grid(theta, w=WIDTH, h=HEIGHT, ow=WIDTH, oh=HEIGHT)
    batch = torch.tensor(image).reshape(1, 1, HEIGHT, WIDTH)
    result = torch.nn.functional.grid_sample(batch, grid, mode="bilinear", padding_mode=padding, align_corners=False)
    return result[0, 0].numpy()


def by_torchvision(p):
    _, shift = inverse(p)
    result = F.affine(torch.tensor(image)[None], p["rotate"], shift, p["scale"], [0.0, 0.0], InterpolationMode.BILINEAR)
    return result[0].numpy()


def by_scipy(p, mode, value=0.0):
    a, b, c, d, e, f = inverse(p)[0]
    middle = np.array([(HEIGHT - 1) / 2, (WIDTH - 1) / 2])
    matrix = np.array([[e, d], [b, a]])
    offset = middle - matrix @ middle + np.array([f, c])
    return scipy.ndimage.affine_transform(image, matrix, offset, order=1, mode=mode, cval=value)


def by_pil(p):
    _, shift = inverse(p)
    picture = Image.fromarray(grey.astype(np.uint8))
    result = F.affine(picture, p["rotate"], shift, p["scale"], [0.0, 0.0], InterpolationMode.BILINEAR)
    return np.asarray(result)


cases = []
for p in parameters:
    zeros, edge = by_torchvision(p), by_grid(p, "border")
    # Two libraries that share no code agree.
    assert np.abs(zeros - by_scipy(p, "grid-constant")).max() < 1e-9
    assert np.abs(edge - by_scipy(p, "nearest")).max() < 1e-9
    cases.append({**p, "zeros": zeros, "edge": edge, "constant": by_scipy(p, "grid-constant", FILL), "pil": by_pil(p)})

values = []
for brightness, contrast in [(1.3, 1), (0.6, 1), (1, 1.5), (1, 0.4), (1.4, 0.7), (0.8, 2)]:
    result = F.adjust_contrast(F.adjust_brightness(torch.tensor(image)[None], brightness), contrast)[0].numpy()
    values.append({"brightness": brightness, "contrast": contrast, "expected": result})


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(each) for each in value.ravel().tolist()]
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


fixture = {
    "made": f"torchvision {torchvision.__version__}, torch {torch.__version__}, SciPy {scipy.__version__}, PIL {PIL.__version__}",
    "height": HEIGHT, "width": WIDTH, "fill": FILL, "grey": grey, "cases": cases, "values": values,
}
assert math.isclose(image.max() * 255, grey.max())
with open("packages/angio-io/test/fixtures/augment.json", "w") as file:
    json.dump(plain(fixture), file)
    file.write("\n")
