"""EfficientNet in PyTorch (torchvision), channels_last, as a contender of bench/: see contenders/serve.ts.

Started by bench/main.ts with a Job as JSON.
"""

import json
import sys
import time

import torch
import torchvision

CHANNELS, CLASSES = 8, 21


def peak_megabytes():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(value):
    print(json.dumps(value), flush=True)


job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(0)
model = getattr(torchvision.models, f"efficientnet_{job['variant']}")(num_classes=CLASSES)
stem = model.features[0][0]
model.features[0][0] = torch.nn.Conv2d(CHANNELS, stem.out_channels, 3, stride=2, padding=1, bias=False)
model = model.to(memory_format=torch.channels_last)
x = torch.rand(job["batch"], CHANNELS, job["size"], job["size"]).to(memory_format=torch.channels_last)
y = (torch.rand(job["batch"], CLASSES) < 0.1).float()

if job["task"] == "train":
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = torch.nn.BCEWithLogitsLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

else:
    model.eval()

    def step():
        with torch.inference_mode():
            torch.sigmoid(model(x))


say({"version": f"PyTorch {torch.__version__}, channels_last, {job['threads']} threads"})
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    say({"times": times, "peakMegabytes": peak_megabytes()})
