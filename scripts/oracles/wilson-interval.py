"""Reference numbers for wilsonInterval of packages/metrics from SciPy.

    python3 scripts/oracles/wilson-interval.py

Writes packages/metrics/test/fixtures/wilson-interval.json.
"""

import json
from pathlib import Path

import scipy
from scipy.stats import binomtest

FIXTURES = Path(__file__).resolve().parents[2] / "packages/metrics/test/fixtures"

rows = []
for successes, trials in [(0, 1), (1, 1), (0, 10), (10, 10), (3, 7), (15, 93), (81, 263), (1, 29), (999, 1000)]:
    for level in (0.5, 0.9, 0.95, 0.999):
        low, high = binomtest(successes, trials).proportion_ci(level, method="wilson")
        rows.append({"successes": successes, "trials": trials, "level": level, "lower": low, "upper": high})
content = {"oracle": f"SciPy {scipy.__version__}, binomtest(…).proportion_ci(method='wilson')", "rows": rows}
(FIXTURES / "wilson-interval.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
