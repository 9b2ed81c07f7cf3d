#!/usr/bin/env python3
"""Throughput beside PyTorch: the same models, data and batches, one process at a time, in turn.

    python3 Tests/Reference/bench_torch.py --aexplorer .build/release/aexplorer --rounds 10

Each round runs, for each model, the program and every mode of PyTorch (eager; fused: eager with the
fused Adam; compile: torch.compile and the fused Adam), each in a process of its own with one warm-up
epoch before the timed ones. Prints for each model the median images per second, the spread, the
median of the ratios within a round against PyTorch's best mode of that round, and the rounds won.
Data: Fashion-MNIST, in the folder of Debian's package dataset-fashion-mnist or in $FASHION_MNIST;
the program must find the same (see `aexplorer datasets`).
"""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time

MODELS = ["M1", "M2", "M4", "M5"]
MODES = ["eager", "fused", "compile"]
FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")


def worker(model, mode, threads, epochs, batch):
    """Trains one model in one mode, and prints images per second of each timed epoch."""
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    with gzip.open(f"{FOLDER}/train-images-idx3-ubyte.gz") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784)
    data = torch.from_numpy(pixels.astype(numpy.float32) / 255)

    def layers(sizes, last):
        parts = []
        for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
            parts.append(nn.Linear(inputs, outputs))
            if last or index < len(sizes) - 2:
                parts.append(nn.ReLU())
        return nn.Sequential(*parts)

    class Plain(nn.Module):
        def __init__(self, encoder, decoder):
            super().__init__()
            self.encoder, self.decoder = layers(encoder, True), layers(decoder, False)

        def forward(self, x):
            logits = self.decoder(self.encoder(x))
            return functional.binary_cross_entropy_with_logits(logits, x)

    class Variational(nn.Module):
        def __init__(self, encoder, code, decoder):
            super().__init__()
            self.encoder, self.decoder = layers(encoder, True), layers([code] + decoder, False)
            self.mean, self.log_variance = nn.Linear(encoder[-1], code), nn.Linear(encoder[-1], code)

        def forward(self, x):
            hidden = self.encoder(x)
            mean, log_variance = self.mean(hidden), self.log_variance(hidden)
            z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
            error = functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
            divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
            return (error + divergence) / x.shape[0]

    network = {
        "M1": lambda: Plain([784, 128, 64, 32], [32, 64, 128, 784]),
        "M2": lambda: Plain([784, 32], [32, 784]),
        "M4": lambda: Variational([784, 400], 20, [400, 784]),
        "M5": lambda: Variational([784, 512, 256], 2, [256, 512, 784]),
    }[model]()
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=mode != "eager")
    objective = torch.compile(network) if mode == "compile" else network
    steps = data.shape[0] // batch
    rates, losses = [], []
    for epoch in range(epochs + 1):
        start = time.perf_counter()
        order = torch.randperm(data.shape[0])
        total = 0.0
        for index in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = objective(data[order[index * batch:(index + 1) * batch]])
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / steps)
        if epoch > 0:
            rates.append(steps * batch / (time.perf_counter() - start))
    print(json.dumps({"img_per_s": rates, "epoch_loss": losses}))


def run(command):
    """Runs a process and returns its line of JSON."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"{' '.join(command)} gave no result:\n{done.stderr[-2000:]}")
    return json.loads(lines[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aexplorer", default=".build/release/aexplorer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--worker", nargs=2, metavar=("MODEL", "MODE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(*options.worker, options.threads, options.epochs, options.batch)
        return

    if not os.path.exists(f"{FOLDER}/train-images-idx3-ubyte.gz"):
        sys.exit(f"no Fashion-MNIST in {FOLDER}: install dataset-fashion-mnist, or set FASHION_MNIST")
    common = ["--threads", str(options.threads), "--epochs", str(options.epochs),
              "--batch", str(options.batch)]
    for model in options.models.split(","):
        ours, theirs, ratios, losses = [], {mode: [] for mode in options.modes.split(",")}, [], {}
        for _ in range(options.rounds):
            result = run([options.aexplorer, "bench", "--json", "--model", model] + common)
            ours.append(statistics.median(result["img_per_s"]))
            losses["aexplorer"] = result["epoch_loss"]
            for mode in theirs:
                result = run([sys.executable, __file__, "--worker", model, mode] + common)
                theirs[mode].append(statistics.median(result["img_per_s"]))
                losses[mode] = result["epoch_loss"]
            ratios.append(ours[-1] / max(rates[-1] for rates in theirs.values()))
        print(f"{model}  aexplorer {statistics.median(ours):9,.0f} img/s "
              f"({min(ours):,.0f}–{max(ours):,.0f})")
        for mode, rates in theirs.items():
            print(f"    PyTorch {mode:8s} {statistics.median(rates):9,.0f} img/s "
                  f"({min(rates):,.0f}–{max(rates):,.0f})")
        print(f"    ratio to its best mode: median {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f}–{max(ratios):.2f}), won {sum(r > 1 for r in ratios)} "
              f"of {len(ratios)}; epoch losses "
              + ", ".join(f"{name} {values[-1]:.4f}" for name, values in losses.items()))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
