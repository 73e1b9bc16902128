"""EfficientNet in PyTorch (torchvision), channels_last, as a contender of bench/: see contenders/serve.ts.

Started by bench/main.ts with a Job as JSON.
"""

import json
import sys

import torch
import torchvision

from serve import serve

CHANNELS, CLASSES = 8, 21

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


serve(f"PyTorch {torch.__version__}, channels_last, {job['threads']} threads", step)
