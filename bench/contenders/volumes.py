"""A data set made by Pillow and h5py, or its batches, as a contender of bench/: see contenders/serve.ts.

Started by bench/main.ts with a VolumeJob as JSON.
"""

import glob
import hashlib
import json
import os
import sys

import h5py
import numpy as np
import PIL
from PIL import Image

from serve import serve

VIEWS = ["LI-A", "LI-B", "RI-A", "RI-B", "LV-A", "LV-B", "RV-A", "RV-B"]
# Both decode the whole JPEG and shrink with a Lanczos kernel; Pillow's rounds its weights and sums in another way.
MOST_DIFFERENCE = 0.5

job = json.loads(sys.argv[1])
folder = job["folder"]


def volume(patient):
    result = np.empty((256, 256, 8), "u1")
    for channel, view in enumerate(VIEWS):
        with Image.open(os.path.join(folder, f"{patient}{view}.jpg")) as image:
            result[..., channel] = image.convert("L").resize((256, 256), Image.LANCZOS)
    return result


def write():
    with h5py.File(os.path.join(folder, "..", "h5py.h5"), "w") as f:
        shape = (len(patients), 256, 256, 8)
        volumes = f.create_dataset(
            "volumes", shape, "u1", chunks=(1, *shape[1:]), compression="gzip", compression_opts=4
        )
        for row, patient in enumerate(patients):
            volumes[row] = volume(patient)


def batches():
    for start in range(0, len(volumes), 8):
        yield volumes[start : start + 8].astype("f4") / np.float32(255)


def read():
    for _ in batches():
        pass


version = f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, numpy {np.__version__}"
if job["figure"] == "write":
    patients = sorted({os.path.basename(path)[:4] for path in glob.glob(os.path.join(folder, "*.jpg"))})
    with h5py.File(job["file"]) as f:
        difference = np.abs(f["volumes"][0].astype(int) - volume(patients[0])).mean()
    if not difference <= MOST_DIFFERENCE:
        raise ValueError(f"its volumes differ from ours by {difference} grey values on average")
    serve(f"Pillow {PIL.__version__}, {version}", write)
else:
    volumes = h5py.File(job["file"])["volumes"]
    digest = hashlib.sha256()
    for batch in batches():
        digest.update(batch.tobytes())
    serve(version, read, result=digest.hexdigest())
