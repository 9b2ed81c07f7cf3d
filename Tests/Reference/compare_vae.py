#!/usr/bin/env python3
"""Trains what `aexplorer train` trains, on the same images, and puts the two side by side.

    python3 Tests/Reference/compare_vae.py [--aexplorer PATH]
    python3 Tests/Reference/compare_vae.py --model undercomplete --loss mse [--aexplorer PATH]
    python3 Tests/Reference/compare_vae.py --data fashion-mnist --hidden 400 --code-size 20 --epochs 10

Sizes 784-512-256-code-256-512-784 or those of --hidden, ReLU, batch 128 with the ragged last batch, Adam 1e-3, Glorot
weights, zero biases, the output bias from the mean image. Losses are sums over an image and means
over the images; the VAE's test loss is -ELBO with one sampled z. Only the random numbers differ.
"""

import argparse
import gzip
import json
import pathlib
import statistics
import subprocess
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FOLDERS = {"mnist-5k": pathlib.Path(__file__).resolve().parents[2] / "datasets/mnist-5k",
           "fashion-mnist": pathlib.Path("/usr/share/datasets/fashion-mnist")}


def images(data, name):
    raw = gzip.decompress((FOLDERS[data] / f"{name}-images-idx3-ubyte.gz").read_bytes())
    return torch.from_numpy(np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784) / 255.0).float()


def dense(inputs, outputs, scale=1.0):
    layer = nn.Linear(inputs, outputs)
    nn.init.xavier_uniform_(layer.weight, gain=scale)
    nn.init.zeros_(layer.bias)
    return layer


def layers(sizes):
    """Returns dense layers of these sizes, each with ReLU."""
    return [part for inputs, outputs in zip(sizes, sizes[1:])
            for part in (dense(inputs, outputs), nn.ReLU())]


class Autoencoder(nn.Module):
    def __init__(self, options, mean_image):
        super().__init__()
        self.loss, self.is_vae = options.loss, options.model == "vae"
        code = options.code_size
        hidden = options.hidden
        self.trunk = nn.Sequential(*layers([784] + hidden))
        self.mean = dense(hidden[-1], code)
        if self.is_vae:
            self.log_variance = dense(hidden[-1], code, scale=0.01)  # begins near a variance of 1
        output = dense(hidden[0], 784)
        clipped = mean_image.clamp(1e-3, 1 - 1e-3)
        output.bias.data = torch.logit(clipped) if self.loss == "bce" else mean_image.clone()
        self.decoder = nn.Sequential(*layers([code] + hidden[::-1]), output)

    def forward(self, x):
        """Returns the terms, a value for each image."""
        trunk = self.trunk(x)
        z, kl = self.mean(trunk), torch.zeros(len(x))
        if self.is_vae:
            log_variance = 10 * torch.tanh(self.log_variance(trunk) / 10)
            kl = 0.5 * (log_variance.exp() + z**2 - 1 - log_variance).sum(1)
            z = z + torch.exp(log_variance / 2) * torch.randn_like(z)
        output = self.decoder(z)
        restored = torch.sigmoid(output) if self.loss == "bce" else output
        sse = ((restored - x) ** 2).sum(1)
        if self.loss == "mse":
            return sse, kl, sse
        return F.binary_cross_entropy_with_logits(output, x, reduction="none").sum(1), kl, sse


def train(options, seed, train_images, test_images):
    """Returns the test terms after the last epoch."""
    torch.manual_seed(seed)
    model = Autoencoder(options, train_images.mean(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    start = time.monotonic()
    for _ in range(options.epochs):
        for rows in torch.randperm(len(train_images)).split(128):
            reconstruction, kl, _ = model(train_images[rows])
            optimizer.zero_grad()
            (reconstruction + kl).mean().backward()
            optimizer.step()
    seconds = time.monotonic() - start
    with torch.no_grad():
        reconstruction, kl, sse = (term.mean().item() for term in model(test_images))
    return {"loss": reconstruction + kl, "reconstruction": reconstruction, "kl": kl, "sse": sse,
            "seconds": seconds}


def run_program(options, seed):
    """Returns the test terms of the program's last event."""
    command = [options.aexplorer, "train", "--json", "--no-runs", "--data", options.data, "--model", options.model,
               "--code-size", str(options.code_size), "--epochs", str(options.epochs),
               "--hidden", ",".join(str(size) for size in options.hidden), "--loss", options.loss,
               "--seed", str(seed)]
    start = time.monotonic()
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    end = json.loads(lines[-1])
    assert end["event"] == "end" and end["reason"] == "finished", end
    return {**end["test"], "seconds": time.monotonic() - start}


def report(name, runs):
    """Prints mean ± sd of every figure and returns the mean loss."""
    cells = []
    for key in ("loss", "reconstruction", "kl", "sse", "seconds"):
        values = [run[key] for run in runs if key in run]
        if values:
            deviation = statistics.stdev(values) if len(values) > 1 else 0
            cells.append(f"{key} {statistics.mean(values):.2f} ± {deviation:.2f}")
    print(f"{name:10} {' | '.join(cells)}", flush=True)
    return statistics.mean(run["loss"] for run in runs)


def pca_error(train_images, test_images, components):
    """Returns the test SSE of the linear reconstruction, the least on the training images."""
    mean = train_images.double().mean(0)
    deviations = train_images.double() - mean
    basis = torch.linalg.eigh(deviations.T @ deviations).eigenvectors.T.flip(0)[:components]
    centred = test_images.double() - mean
    return ((centred - centred @ basis.T @ basis) ** 2).sum(1).mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=["vae", "undercomplete"], default="vae")
    parser.add_argument("--loss", choices=["bce", "mse"], default="bce")
    parser.add_argument("--code-size", type=int, help="2 for a VAE, else 32")
    parser.add_argument("--data", choices=list(FOLDERS), default="mnist-5k")
    parser.add_argument("--hidden", default="512,256", help="sizes of the encoder's hidden layers")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--aexplorer", help="the program, to be run with the same settings")
    options = parser.parse_args()
    options.code_size = options.code_size or (2 if options.model == "vae" else 32)
    train_images, test_images = images(options.data, "train"), images(options.data, "t10k")
    options.hidden = [int(size) for size in options.hidden.split(",")]
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    print(f"{options.model}, code {options.code_size}, {options.loss}, {options.epochs} epochs, "
          f"{options.seeds} seeds: test figures, mean ± standard deviation")
    peer = report("PyTorch", [train(options, s, train_images, test_images) for s in seeds])
    if options.aexplorer:
        own = report("aexplorer", [run_program(options, seed) for seed in seeds])
        print(f"aexplorer / PyTorch: loss {own / peer:.4f}")
    error = pca_error(train_images, test_images, options.code_size)
    print(f"PCA-{options.code_size}: sse {error:.2f}")


if __name__ == "__main__":
    main()
