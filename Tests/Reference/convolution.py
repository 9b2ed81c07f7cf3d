#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/convolution.json: the convolutional autoencoder by PyTorch.

Loss, codes, pictures and all gradients for three images, in float64. Weights and images are
amplitude * sin(a * i + b), i = 0, 1, …, rounded to float32, so that anybody can make them again.
Weights are [out, in, ky, kx]; codes are [y, x, channel].
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/convolution.json"
IMAGES = 3


def wave(*shape, amplitude=1.0, a=1.0, b=0.0):
    """Returns amplitude * sin(a * i + b) over a shape."""
    count = torch.Size(shape).numel()
    values = amplitude * torch.sin(a * torch.arange(count) + b)
    return values.float().double().reshape(shape)


def layer(inputs, outputs, padding=1):
    return nn.Conv2d(inputs, outputs, 3, padding=padding)


def pool(x):
    return F.max_pool2d(x, 2, ceil_mode=True)


def up(x):
    return F.interpolate(x, scale_factor=2, mode="nearest")


layers = {
    "encoder.0": layer(1, 16), "encoder.1": layer(16, 8), "encoder.2": layer(8, 8),
    "decoder.0": layer(8, 8), "decoder.1": layer(8, 8), "decoder.2": layer(8, 16, padding=0),
    "decoder.3": layer(16, 1),
}
for number, module in enumerate(layers.values()):
    amplitude = 2 / module.weight[0].numel() ** 0.5
    module.weight.data = wave(*module.weight.shape, amplitude=amplitude, a=1.7, b=number)
    module.bias.data = wave(*module.bias.shape, amplitude=0.1, a=2.3, b=number)

x = wave(IMAGES, 1, 28, 28, amplitude=0.5, a=0.9, b=0.2) + 0.5
x = x.float().double()
code = x
for name in ("encoder.0", "encoder.1", "encoder.2"):
    code = pool(F.relu(layers[name](code)))
logits = F.relu(layers["decoder.0"](code))
for name in ("decoder.1", "decoder.2"):
    logits = F.relu(layers[name](up(logits)))
logits = layers["decoder.3"](up(logits))
loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / IMAGES
loss.backward()


def plain(values):
    values = values.detach()
    return {"shape": list(values.shape), "values": [float(f"{v:.9g}") for v in values.flatten()]}


case = {"loss": loss.item(), "code": plain(code.permute(0, 2, 3, 1)),
        "picture": plain(torch.sigmoid(logits[0, 0, ::4, ::3]))}
for name, module in layers.items():
    case[f"{name}.weight"] = plain(module.weight.grad)
    case[f"{name}.bias"] = plain(module.bias.grad)
PATH.write_text(json.dumps({"convolutional": case}, separators=(",", ":")) + "\n")
print(PATH.stat().st_size, loss.item(), code.mean().item())
