#!/usr/bin/env python3
"""Throughput and loss of the convolutional models beside PyTorch's, in turn.

    python3 Tests/Reference/bench_convolutions.py --aexplorer .build/release/aexplorer --rounds 3

Each round trains, for each model, first the program for one epoch of the shipped digits, then PyTorch
(eager, fused Adam, channels last) on as many images of the same size, after a warm-up. Prints images per
second of both, the ratio of each round, and the training loss of the epoch. PyTorch's images are
Fashion-MNIST's, in the folder of Debian's package dataset-fashion-mnist or in $FASHION_MNIST; with
--data fashion-mnist the program takes them too, and the losses can be compared.
"""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time

FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")
MODELS = {"strided": ["convolutional", "--preset", "strided", "--loss", "bce"],
          "conv-vae": ["conv-vae"],
          "pixel-vae": ["pixel-vae", "--set", "warm-up=0"],
          "dfc-vae": ["dfc-vae", "--set", "classifier-epochs=0"]}


def worker(name, threads, images, batch):
    """Trains one model with PyTorch for an epoch, and prints images per second and the loss."""
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    with gzip.open(f"{FOLDER}/train-images-idx3-ubyte.gz") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    data = torch.from_numpy(pixels.astype(numpy.float32) / 255)

    class Shift(nn.Module):
        """A convolution over the given distances; what lies outside counts as zero."""

        def __init__(self, inputs, outputs, rows, columns):
            super().__init__()
            self.layer = nn.Conv2d(inputs, outputs, (len(rows), len(columns)))
            self.pad = (-columns[0], columns[-1], -rows[0], rows[-1])

        def forward(self, x):
            return self.layer(F.pad(x, self.pad))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            code = 32 if name == "strided" else 16
            channels = 16 if name == "pixel-vae" else 1
            self.encoder = nn.Sequential(
                nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(),
                nn.Flatten(), nn.Linear(1568, code if name == "strided" else 2 * code))
            self.decoder = nn.Sequential(
                nn.Linear(code, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
                nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
                nn.ConvTranspose2d(16, channels, 4, 2, 1))
            if name == "pixel-vae":
                above, around = range(-3, 0), range(-3, 4)
                self.v = nn.ModuleList([Shift(1, 16, above, around),
                                        Shift(16, 16, range(-2, 1), range(-2, 3))])
                self.h = nn.ModuleList([Shift(1, 16, range(1), above),
                                        Shift(16, 16, range(1), range(-2, 1))])
                self.link = nn.ModuleList([nn.Conv2d(16, 16, 1) for _ in range(2)])
                self.head = nn.Conv2d(16, 1, 1)
            if name == "dfc-vae":
                self.phi = nn.ModuleList([nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, 1)])
                self.phi.requires_grad_(False)

        def features(self, x):
            first = F.relu(self.phi[0](x))
            return first, F.relu(self.phi[1](F.max_pool2d(first, 2)))

        def forward(self, x):
            if name == "pixel-vae":
                x = (x > 0.5).float()
            output = self.encoder(x)
            divergence = 0
            if name != "strided":
                mean, log_variance = output.chunk(2, 1)
                output = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
                divergence = -0.5 * torch.sum(1 + log_variance - mean**2 - log_variance.exp())
            logits = self.decoder(output)
            if name == "pixel-vae":
                around, above, left = logits, x, x
                for v, h, link in zip(self.v, self.h, self.link):
                    above = F.relu(v(above))
                    left = around = F.relu(h(left) + link(above) + around)
                logits = self.head(left)
            if name == "dfc-vae":
                error = 0
                for seen, wanted in zip(self.features(torch.sigmoid(logits)), self.features(x)):
                    scale = wanted.square().sum() / len(x)
                    error = error + (seen - wanted).square().sum() / scale
                return (200 * error + divergence) / len(x)
            error = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
            return (error + divergence) / len(x)

    model = Model().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], fused=True)
    order = torch.randperm(len(data))
    total, start = 0.0, 0.0
    warmup = 5
    steps = images // batch
    for index in range(warmup + steps):
        if index == warmup:
            start = time.perf_counter()
        rows = order[torch.arange(index * batch, (index + 1) * batch) % len(data)]
        optimizer.zero_grad(set_to_none=True)
        loss = model(data[rows].contiguous(memory_format=torch.channels_last))
        loss.backward()
        optimizer.step()
        if index >= warmup:
            total += loss.item()
    print(json.dumps({"rate": steps * batch / (time.perf_counter() - start),
                      "loss": total / steps}))


def lines(command):
    """Runs a process and returns its lines of JSON."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not found:
        sys.exit(f"{' '.join(command)} gave no result:\n{done.stderr[-2000:]}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aexplorer", default=".build/release/aexplorer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--data", default="mnist-5k")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(options.worker, options.threads, options.images, 128)
        return
    for model in options.models.split(","):
        ours, theirs, losses = [], [], ()
        for _ in range(options.rounds):
            epoch = next(line for line in lines(
                [options.aexplorer, "train", "--json", "--epochs", "1", "--data", options.data,
                 "--threads", str(options.threads), "--model"] + MODELS[model])
                if line["event"] == "epoch")
            peer = lines([sys.executable, __file__, "--worker", model, "--threads",
                          str(options.threads), "--images", str(options.images)])[-1]
            ours.append(epoch["imagesPerSecond"])
            theirs.append(peer["rate"])
            losses = (epoch["train"]["loss"], peer["loss"])
        ratios = [a / b for a, b in zip(ours, theirs)]
        print(f"{model:10s} aexplorer {statistics.median(ours):8,.0f} img/s  PyTorch "
              f"{statistics.median(theirs):8,.0f}  ratio {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f}–{max(ratios):.2f})  losses {losses[0]:.2f}, {losses[1]:.2f}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
