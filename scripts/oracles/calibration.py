"""Writes packages/thresholds/test/fixtures/calibration.json: Platt, isotonic and temperature calibration.

Platt: scikit-learn's _SigmoidCalibration, whose optimiser stops early (gradient 1e-5), so beside it stands the root of
the same objective's gradient by SciPy. Far from zero that optimiser fails; there it is given standardised scores, which
have the same curve. Isotonic: scikit-learn's IsotonicRegression, out_of_bounds="clip".
Temperature: the root of the derivative of the negative log likelihood by SciPy's brentq, checked against its
minimize_scalar. Run from the repository's root: /usr/bin/python3 scripts/oracles/calibration.py
"""
import json
import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq, minimize_scalar, root
from scipy.special import expit, xlogy
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(2017)


def dataset(name, n, prevalence, strength, decimals, weighted, scale=1.0, shift=0.0):
    y = (rng.random(n) < prevalence).astype(int)
    y[:2] = 1, 0
    s = np.round(scale * (rng.normal(-1, 1.5, n) + strength * y) + shift, decimals)
    w = np.r_[1, 1, rng.integers(0, 17, n - 2) / 8] if weighted else None
    return {"name": name, "s": s, "y": y, "w": w}


sets = [
    dataset("common", 80, 0.4, 1.5, 12, False),
    dataset("common, weights", 80, 0.4, 1.5, 12, True),
    dataset("rare", 200, 0.03, 2.0, 12, False),
    dataset("rare, weights", 200, 0.05, 1.0, 12, True),
    dataset("ties", 100, 0.3, 1.0, 0, False),
    dataset("ties, weights", 100, 0.3, 1.0, 0, True),
    dataset("overconfident logits", 100, 0.5, 2.0, 12, False, scale=6),
    dataset("far from zero", 100, 0.4, 1.5, 6, False, scale=50, shift=900),
    dataset("no relation", 60, 0.5, 0.0, 12, False),
    dataset("reversed", 60, 0.5, -2.0, 12, False),
    {"name": "separated", "s": np.r_[-3, -2.5, -1, 0.5, 1, 4], "y": np.r_[0, 0, 0, 1, 1, 1], "w": None},
]


def platt(s, y, w):
    weights = np.ones(len(s)) if w is None else w
    n1, n0 = weights[y == 1].sum(), weights[y == 0].sum()
    t = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    # Standardised, for a well-conditioned system; the optimum is the same curve.
    mean, sd = s.mean(), s.std()
    z = (s - mean) / sd
    seen = z if abs(mean) > 5 * sd else s
    raw = _SigmoidCalibration().fit(seen, y, w)

    def gradient(ab):
        residual = weights * (t - expit(-(ab[0] * z + ab[1])))
        return [residual @ z, residual.sum()]

    def hessian(ab):
        p = expit(-(ab[0] * z + ab[1]))
        v = weights * p * (1 - p)
        return [[(v * z * z).sum(), (v * z).sum()], [(v * z).sum(), v.sum()]]

    start = [0.0, np.log((n0 + 1) / (n1 + 1))]
    found = root(gradient, start, jac=hessian, method="hybr", options={"xtol": 1e-15, "maxfev": 10000})
    assert np.abs(found.fun).max() < 1e-10, found
    a, b = found.x[0] / sd, found.x[1] - found.x[0] * mean / sd
    loss = lambda p: -(weights * (xlogy(t, p) + xlogy(1 - t, 1 - p))).sum()
    assert loss(expit(-(a * s + b))) <= loss(raw.predict(seen)) + 1e-9
    return {"a": a, "b": b, "sklearn": raw.predict(seen).tolist()}


def isotonic(s, y, w, at):
    fitted = IsotonicRegression(out_of_bounds="clip").fit(s, y, sample_weight=w)
    return {"x": fitted.X_thresholds_.tolist(), "y": fitted.y_thresholds_.tolist(), "at": fitted.predict(at).tolist()}


def temperature(s, y, w):
    weights = np.ones(len(s)) if w is None else w
    margins = np.where(y == 1, s, -s)
    slope = lambda beta: -(weights * margins * expit(-beta * margins)).sum()
    if slope(0) >= 0 or (margins[weights > 0] >= 0).all():
        return None
    beta = brentq(slope, 0, 1e3, xtol=1e-300, rtol=8.9e-16, maxiter=1000)
    nll = lambda log_t: (weights * np.logaddexp(0, -margins / np.exp(log_t))).sum()
    checked = minimize_scalar(nll, bounds=(-8, 8), method="bounded", options={"xatol": 1e-10})
    assert abs(np.exp(checked.x) * beta - 1) < 1e-5, (checked.x, beta)
    return 1 / beta


fixture = {"oracle": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}", "sets": []}
for data in sets:
    s, y, w = data["s"], data["y"], data["w"]
    at = np.r_[s.min() - 1, s, (s[1:] + s[:-1]) / 2, s.max() + 1]
    fixture["sets"].append({
        "name": data["name"], "s": s.tolist(), "y": y.tolist(), "w": None if w is None else w.tolist(), "at": at.tolist(),
        "platt": platt(s, y, w), "isotonic": isotonic(s, y, w, at), "temperature": temperature(s, y, w),
    })
with open("packages/thresholds/test/fixtures/calibration.json", "w") as file:
    json.dump(fixture, file)
    file.write("\n")
