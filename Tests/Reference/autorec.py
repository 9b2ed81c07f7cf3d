#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/autorec.json: objective and gradients of AutoRec, by PyTorch in float64.

Dense and masked, as it is usually written: 3 rows of 4 features and 2 sigmoid units; the parameters are
0.5 * sin(0.7 * i + b) with b = 0.1, 0.2, 0.3, 0.4 for V [features, units], its bias, W [features, units] and
its bias. Stars; 0 where nothing is known.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/autorec.json"
KNOWN = torch.tensor([[1.0, 0, 4, 0], [0, 0, 0, 3], [2, 5, 0, 1]])
TRUTH = torch.tensor([[0.0, 3, 0, 0], [5, 1, 0, 0], [0, 0, 4, 0]])
DECAY = 0.3


def wave(shape, b):
    count = torch.Size(shape).numel()
    return (0.5 * torch.sin(0.7 * torch.arange(count) + b)).reshape(shape).requires_grad_()


def main():
    v, v_bias, w, w_bias = wave((4, 2), 0.1), wave((2,), 0.2), wave((4, 2), 0.3), wave((4,), 0.4)
    cases = {}
    for output in ("identity", "sigmoid"):
        sums = torch.sigmoid(KNOWN @ v + v_bias) @ w.T + w_bias
        predicted = sums if output == "identity" else 1 + 4 * torch.sigmoid(sums)
        errors = ((predicted - TRUTH) ** 2) * (TRUTH > 0)
        loss = errors.sum() / 3 + DECAY / 2 * ((v**2).sum() + (w**2).sum())
        gradients = torch.autograd.grad(loss, (v, v_bias, w, w_bias))
        cases[output] = {
            "objective": loss.item(),
            "embedding": gradients[0].flatten().tolist(),
            "bias": gradients[1].tolist(),
            "decoderWeight": gradients[2].flatten().tolist(),
            "decoderBias": gradients[3].tolist(),
        }
    PATH.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
