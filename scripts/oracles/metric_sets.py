"""What the oracles of packages/metrics share: the labels, scores and weights of metrics.json, and how figures are written."""
import json
import numpy as np
import sklearn

FIXTURES = "packages/metrics/test/fixtures"


def write_figures(name, values):
    """Writes FIXTURES/name with values(labels, scores, weights or None) of each set."""
    with open(f"{FIXTURES}/metrics.json") as file:
        sets = json.load(file)["sets"]
    with open(f"{FIXTURES}/{name}", "w") as file:
        json.dump({
            "oracle": f"scikit-learn {sklearn.__version__}",
            "sets": {
                each["name"]: {
                    "unweighted": values(np.array(each["y"]), np.array(each["s"]), None),
                    "weighted": values(np.array(each["y"]), np.array(each["s"]), np.array(each["weights"])),
                }
                for each in sets
            },
        }, file)
        file.write("\n")
