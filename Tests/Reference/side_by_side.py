"""What the scripts that measure throughput beside PyTorch have in common."""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time

FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")


def pixels():
    """Returns Fashion-MNIST's training images, [images, 1, 28, 28], from 0 to 1."""
    import numpy
    import torch

    with gzip.open(f"{FOLDER}/train-images-idx3-ubyte.gz") as file:
        values = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    return torch.from_numpy(values.astype(numpy.float32) / 255)


def train(batch_of, step, options, batch=128, warmup=5):
    """Takes steps over the images, and prints images per second and the mean loss.

    batch_of(rows) returns a batch; step(batch) makes a step and returns its loss as a tensor.
    """
    import torch

    count = 60000
    order = torch.randperm(count)
    total, start = 0.0, 0.0
    steps = options.images // batch
    for index in range(warmup + steps):
        if index == warmup:
            start = time.perf_counter()
        rows = order[torch.arange(index * batch, (index + 1) * batch) % count]
        loss = step(batch_of(rows))
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


def main(models, worker, description):
    """Measures the models in turn, or is the worker of one.

    models: for each name what `aexplorer train --model` is called with; worker(name, options) trains
    one with PyTorch.
    """
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aexplorer", default=".build/release/aexplorer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--data", default="mnist-5k")
    parser.add_argument("--models", default=",".join(models))
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        import torch

        torch.set_num_threads(options.threads)
        torch.manual_seed(0)
        worker(options.worker, options)
        return
    for model in options.models.split(","):
        compare(model, models[model], options)


def compare(model, arguments, options):
    """Trains a model in turn with the program and with PyTorch, and prints the ratios."""
    ours, theirs, losses = [], [], ()
    for _ in range(options.rounds):
        epoch = next(line for line in lines(
            [options.aexplorer, "train", "--json", "--no-runs", "--epochs", "1", "--data", options.data,
             "--threads", str(options.threads), "--model"] + arguments)
            if line["event"] == "epoch")
        peer = lines([sys.executable, sys.argv[0], "--worker", model, "--threads",
                      str(options.threads), "--images", str(options.images)])[-1]
        ours.append(epoch["imagesPerSecond"])
        theirs.append(peer["rate"])
        losses = (epoch["train"]["loss"], peer["loss"])
    ratios = [a / b for a, b in zip(ours, theirs)]
    print(f"{model:12s} aexplorer {statistics.median(ours):8,.0f} img/s  PyTorch "
          f"{statistics.median(theirs):8,.0f}  ratio {statistics.median(ratios):.2f} "
          f"({min(ratios):.2f}–{max(ratios):.2f})  losses {losses[0]:.2f}, {losses[1]:.2f}")
    sys.stdout.flush()
