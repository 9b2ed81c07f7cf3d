#!/usr/bin/env python3
"""Counts allocations, reference counts and locks of a training step.

    Scripts/step-counts.py .build/release/aexplorer [MODEL...]

Each model trains twice, the second time some epochs more, with a library before the others that
counts (Tests/EndToEnd/counts.c). The difference, divided by the steps that were more, is what a step
costs in the steady state; what epochs cost is in it. Linux only. Without names: M1 to M5 and every
model of the catalog that learns from images.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "Tests/EndToEnd/counts.c"
KINDS = ["allocations", "retains", "releases", "locks"]
BATCH, STEPS, FEW, MANY = 32, 60, 1, 4


def build(folder):
    """Compiles the library that counts, and returns its path."""
    library = os.path.join(folder, "counts.so")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(SOURCE), "-o", library, "-ldl"], check=True)
    return library


def counted(binary, model, epochs, library, folder):
    """The counts of a whole process that trains so many epochs."""
    path = os.path.join(folder, "counts.json")
    done = subprocess.run(
        [binary, "bench", "--model", model, "--threads", "2", "--batch", str(BATCH), "--epochs",
         str(epochs), "--images", str(BATCH * STEPS)],
        env={**os.environ, "LD_PRELOAD": library, "COUNTS": path}, capture_output=True, text=True,
        check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    with open(path) as file:
        return json.load(file)


def per_step(binary, model):
    """How often a step of a model does what is counted."""
    with tempfile.TemporaryDirectory() as folder:
        library = build(folder)
        few, many = (counted(binary, model, n, library, folder) for n in (FEW, MANY))
        return {kind: (many[kind] - few[kind]) / ((MANY - FEW) * STEPS) for kind in KINDS}


def catalog(binary):
    """The ids of the models that learn from images."""
    done = subprocess.run([binary, "models", "--json"], capture_output=True, text=True, check=True)
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    print("| a step of | " + " | ".join(KINDS) + " |\n|" + "---|" * (1 + len(KINDS)))
    for model in sys.argv[2:] or [f"M{n}" for n in range(1, 6)] + catalog(binary):
        try:
            counts = per_step(binary, model)
            cells = [f"{counts[kind]:.2f}" for kind in KINDS]
        except RuntimeError as error:
            cells = [str(error).strip().splitlines()[-1]] + [""] * (len(KINDS) - 1)
        print(f"| {model} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
