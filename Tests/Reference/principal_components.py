#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/principal-components.json: PCA of the shipped digits by numpy.

Float64 throughout, by the singular values of the centred training images: another way than the
covariance matrix of the program.
"""

import gzip
import json
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIPPINGS = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]


def images(name):
    raw = gzip.decompress((ROOT / "datasets/mnist-5k" / name).read_bytes())
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784) / 255.0


def cross_entropy(x, p, clipping):
    p = np.clip(p, clipping, 1 - clipping)
    return -(x * np.log(p) + (1 - x) * np.log1p(-p)).sum(1).mean()


train, test = images("train-images-idx3-ubyte.gz"), images("t10k-images-idx3-ubyte.gz")
mean = train.mean(0)
_, singular, components = np.linalg.svd(train - mean, full_matrices=True)
errors = {}
for name, split in (("train", train), ("test", test)):
    squares = (((split - mean) @ components.T) ** 2).mean(0)
    errors[name] = {k: squares[k:].sum() for k in (0, 1, 2, 8, 16, 32, 64, 128, 256)}
entropies = {}
for k in (0, 2, 32, 64):
    basis = components[:k]
    restored = [mean + (split - mean) @ basis.T @ basis for split in (train, test)]
    best = min(CLIPPINGS, key=lambda c: cross_entropy(train, restored[0], c))
    entropies[k] = {"clipping": best, "test": cross_entropy(test, restored[1], best)}
second = components[1] * np.sign(components[1][np.abs(components[1]).argmax()])
fixture = {
    "eigenvalues": (singular**2 / len(train))[:32].tolist(),
    "component1": np.round(second, 9).tolist(),
    "squaredErrors": errors,
    "crossEntropies": entropies,
    "entropyFloor": -sum((t * np.log(t, where=t > 0, out=np.zeros_like(t))).sum()
                         for t in (test, 1 - test)) / len(test),
}
path = ROOT / "Tests/ModelsTests/Fixtures/principal-components.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
print(json.dumps({k: v for k, v in fixture.items() if k != "component1"}, indent=1))
