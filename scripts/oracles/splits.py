"""Writes packages/angio-io/test/fixtures/splits.json: folds by scikit-learn, and by iterative stratification.

`stratified`, `group` and `stratifiedGroup` are scikit-learn's StratifiedKFold, GroupKFold and StratifiedGroupKFold
without shuffling. `iterative` is algorithm 1 of Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label
data" (ECML PKDD 2011), written from the paper, with every tie going to the first; LD and ED are the paper's measures
(section 4). Run from the repository's root: /usr/bin/python3 scripts/oracles/splits.py
"""
import json
import warnings
import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

warnings.filterwarnings("ignore")
rng = np.random.default_rng(1127)


def fold_of(splitter, n, y=None, groups=None):
    folds = np.full(n, -1)
    for fold, (_, test) in enumerate(splitter.split(np.zeros(n), y, groups)):
        folds[test] = fold
    return folds.tolist()


k_fold = [{"n": n, "folds": k, "expected": fold_of(KFold(k), n)} for n, k in [(10, 5), (11, 3), (7, 7), (23, 4)]]

label_sets = {
    "two classes": (rng.random(53) < 0.46).astype(int).tolist(),
    "rare class": [0] * 20 + [1, 1] + [0] * 8,
    "three classes, in texts": rng.choice(["b", "a", "c"], 40, p=[0.6, 0.3, 0.1]).tolist(),
    "classes that appear in falling order": [3, 3, 2, 2, 2, 1, 3, 1, 1, 2, 3, 1, 3],
    "one class": [1] * 9,
}
stratified = [
    {"name": name, "labels": labels, "folds": k, "expected": fold_of(StratifiedKFold(k), len(labels), labels)}
    for name, labels in label_sets.items()
    for k in (2, 3, 5)
]


def sizes_to_groups(sizes, names):
    groups = [name for name, size in zip(names, sizes) for _ in range(size)]
    return [groups[i] for i in rng.permutation(len(groups))]


# NumPy's argsort is stable for up to 16 items only, so that there are equal sizes in short lists only.
group_sets = {
    "all sizes differ": sizes_to_groups(rng.permutation(24) + 1, range(100, 124)),
    "equal sizes": sizes_to_groups([3, 3, 2, 1, 3, 2, 2, 1, 1, 1], ["b", "a", "d", "c", "f", "e", "h", "g", "j", "i"]),
}
group = [
    {"name": name, "groups": groups, "folds": k, "expected": fold_of(GroupKFold(k), len(groups), None, groups)}
    for name, groups in group_sets.items()
    for k in (2, 3, 5)
]

stratified_group = []
for name, n, n_groups, classes in [("two classes", 90, 30, 2), ("four classes", 120, 40, 4), ("one each", 40, 40, 2)]:
    groups = (rng.permutation(n) if n == n_groups else rng.integers(0, n_groups, n)).tolist()
    # Groups differ in how frequent the classes are.
    tilt = rng.random((n_groups, classes)) ** 2
    labels = [int(rng.choice(classes, p=tilt[g] / tilt[g].sum())) for g in groups]
    for k in (3, 5):
        expected = fold_of(StratifiedGroupKFold(k), n, labels, groups)
        stratified_group.append({"name": name, "labels": labels, "groups": groups, "folds": k, "expected": expected})


def iterative(rows, shares):
    """Algorithm 1, line by line; D is the list of examples left."""
    n, q = rows.shape
    desired = [share * n for share in shares]
    desired_of_label = [[share * int(rows[:, label].sum()) for label in range(q)] for share in shares]
    subset_of = [-1] * n
    D = list(range(n))

    def best(subsets, key):
        highest = max(key(j) for j in subsets)
        return [j for j in subsets if key(j) == highest]

    while D:
        examples = {label: [i for i in D if rows[i, label]] for label in range(q)}
        remaining = {label: some for label, some in examples.items() if some}
        if remaining:
            rarest = min(remaining, key=lambda label: len(remaining[label]))
            chosen = remaining[rarest]
        else:
            # The paper leaves examples without a label to the subsets that want most.
            rarest, chosen = None, list(D)
        for i in chosen:
            subsets = list(range(len(shares)))
            if rarest is not None:
                subsets = best(subsets, lambda j: desired_of_label[j][rarest])
            m = best(subsets, lambda j: desired[j])[0]
            subset_of[i] = m
            D.remove(i)
            for label in range(q):
                if rows[i, label]:
                    desired_of_label[m][label] -= 1
            desired[m] -= 1
    return subset_of


def measures(rows, subset_of, shares):
    """LD and ED of the paper, section 4."""
    subset_of = np.array(subset_of)
    n, q = rows.shape
    distances = []
    for label in range(q):
        positives = rows[:, label].sum()
        whole = positives / (n - positives)
        parts = [rows[subset_of == j, label] for j in range(len(shares))]
        distances.append(np.mean([abs(part.sum() / (len(part) - part.sum()) - whole) for part in parts]))
    sizes = [(subset_of == j).sum() for j in range(len(shares))]
    return float(np.mean(distances)), float(np.mean([abs(size - share * n) for size, share in zip(sizes, shares)]))


# The training set's positives of 1,127 patients, at a fifth of its size; a tenth of the patients has several locations.
COUNTS = [100, 100, 35, 34, 30, 18, 21, 13, 66, 30, 67, 96, 17, 11, 3, 2, 6, 4, 24, 3, 1]
study = np.zeros((225, 22), int)
for location, count in enumerate(COUNTS):
    study[rng.choice(110, max(1, round(count / 5)), replace=False), location + 1] = 1
study[:110, 0] = 1
study = study[rng.permutation(len(study))]
multilabel = {
    "a study": (study, [1 / 5] * 5),
    "dense": ((rng.random((60, 4)) < [0.1, 0.3, 0.5, 0.7]).astype(int), [1 / 3] * 3),
    "ten folds": ((rng.random((97, 6)) < 0.15).astype(int), [1 / 10] * 10),
}
iterative_cases = []
for name, (rows, shares) in multilabel.items():
    subset_of = iterative(rows, shares)
    ld, ed = measures(rows, subset_of, shares)
    case = {"name": name, "rows": ["".join(map(str, row)) for row in rows.tolist()], "folds": len(shares)}
    iterative_cases.append({**case, "expected": subset_of, "labelDistribution": ld, "examplesDistribution": ed})

fixture = {
    "made": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
    "kFold": k_fold, "stratified": stratified, "group": group,
    "stratifiedGroup": stratified_group, "iterative": iterative_cases,
}
with open("packages/angio-io/test/fixtures/splits.json", "w") as file:
    json.dump(fixture, file, default=lambda value: value.item())
    file.write("\n")
