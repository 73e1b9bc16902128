"""Writes packages/survival/test/fixtures/scikit-survival.json: figures of scikit-survival for scores and curves that
the tests compute again from the cohorts in cohorts.json. Run from the repository's root:
python3 scripts/oracles/survival-discrimination.py, with scikit-survival 0.21."""

import json

import numpy as np
from sksurv.metrics import (
    brier_score,
    concordance_index_ipcw,
    cumulative_dynamic_auc,
    integrated_brier_score,
)

FIXTURES = "packages/survival/test/fixtures/"
cohorts = json.load(open(FIXTURES + "cohorts.json"))["cohorts"]


def case(cohort, risk, scale, times, tau):
    """Every other row, and the longest follow-up, is the training cohort, which only gives the censoring."""
    data = cohorts[cohort]
    # A little of the row's number is added to the times: scikit-survival takes G(T), ours G(T-), which differ at ties.
    time = np.array(data["time"]) + np.arange(len(data["time"])) / 10000
    follow_up = np.array(list(zip(np.array(data["event"]) == 1, time)), dtype=[("event", bool), ("time", float)])
    rows = np.arange(len(time))
    train, test = follow_up[(rows % 2 == 0) | (time == time.max())], follow_up[1::2]
    scores = np.array(data[risk])[1::2] / scale
    curves = np.exp(-np.outer(np.exp(scores - scores.mean()), np.array(times) / time.mean()))
    auc, mean = cumulative_dynamic_auc(train, test, scores, times)
    own, own_mean = cumulative_dynamic_auc(test, test, scores, times)
    return {
        "cohort": cohort,
        "risk": risk,
        "scale": scale,
        "times": times,
        "tau": tau,
        "uno": concordance_index_ipcw(train, test, scores, tau)[0],
        "auc": auc.tolist(),
        "meanAuc": mean,
        "ownAuc": own.tolist(),
        "ownMeanAuc": own_mean,
        "brier": brier_score(train, test, curves, times)[1].tolist(),
        "integratedBrier": integrated_brier_score(train, test, curves, times),
    }


cases = [
    case("lung", "ph.ecog", 2, [100, 250, 400, 600], 500),
    case("veteran", "age", -20, [30, 100, 300], 200),
    case("rotterdam", "nodes", 10, [500, 1000, 2000, 4000], 3000),
]
with open(FIXTURES + "scikit-survival.json", "w") as file:
    json.dump({"oracle": "scikit-survival 0.21.0", "cases": cases}, file)
    file.write("\n")
