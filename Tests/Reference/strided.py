#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/strided.json: the strided autoencoder by PyTorch.

Loss, codes, pictures and all gradients for three images, in float64, with 3 and 4 channels and a
code of 5. Weights and images are amplitude * sin(a * i + b), i = 0, 1, …, rounded to float32, so
that anybody can make them again. Convolutions are [out, in, ky, kx], transposed ones [in, out, ky,
kx]; dense layers read and write images as [y, x, channel].
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/strided.json"
IMAGES, FIRST, SECOND, CODE = 3, 3, 4, 5


def wave(*shape, amplitude=1.0, a=1.0, b=0.0):
    """Returns amplitude * sin(a * i + b) over a shape."""
    count = torch.Size(shape).numel()
    values = amplitude * torch.sin(a * torch.arange(count) + b)
    return values.float().double().reshape(shape)


layers = {
    "encoder.0": nn.Conv2d(1, FIRST, 4, 2, 1), "encoder.1": nn.Conv2d(FIRST, SECOND, 4, 2, 1),
    "encoder.2": nn.Linear(49 * SECOND, CODE), "decoder.0": nn.Linear(CODE, 49 * SECOND),
    "decoder.1": nn.ConvTranspose2d(SECOND, FIRST, 4, 2, 1),
    "decoder.2": nn.ConvTranspose2d(FIRST, 1, 4, 2, 1),
}
for number, module in enumerate(layers.values()):
    amplitude = 2 / module.weight[0].numel() ** 0.5
    module.weight.data = wave(*module.weight.shape, amplitude=amplitude, a=1.7, b=number)
    module.bias.data = wave(*module.bias.shape, amplitude=0.1, a=2.3, b=number)

x = wave(IMAGES, 1, 28, 28, amplitude=0.5, a=0.9, b=0.2) + 0.5
x = x.float().double()
h = F.relu(layers["encoder.1"](F.relu(layers["encoder.0"](x))))
code = layers["encoder.2"](h.permute(0, 2, 3, 1).flatten(1))
h = F.relu(layers["decoder.0"](code)).reshape(IMAGES, 7, 7, SECOND).permute(0, 3, 1, 2)
logits = layers["decoder.2"](F.relu(layers["decoder.1"](h)))
loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / IMAGES
loss.backward()


def plain(values):
    values = values.detach()
    return {"shape": list(values.shape), "values": [float(f"{v:.9g}") for v in values.flatten()]}


case = {"loss": loss.item(), "code": plain(code),
        "picture": plain(torch.sigmoid(logits[0, 0, ::4, ::3]))}
for name, module in layers.items():
    case[f"{name}.weight"] = plain(module.weight.grad)
    case[f"{name}.bias"] = plain(module.bias.grad)
PATH.write_text(json.dumps({"strided": case}, separators=(",", ":")) + "\n")
print(PATH.stat().st_size, loss.item(), code.mean().item())
