#!/usr/bin/env python3
"""Training throughput beside PyTorch, JAX and TensorFlow: the same models, data and batches.

    python3 Tests/Reference/peers/compare.py --peers ../aexplorer-peers --rounds 10

Every measurement is a process of its own, one at a time, with an epoch before the timed ones. First
each framework's modes run once, on fewer images, and the fastest is chosen for each model; then come
the rounds, in which the program and each framework's best mode take turns, each round beginning with
another. Ratios are those within a round. Prints tables in Markdown. With --out every measurement is
added to a file, a line of JSON each, and another call with the same file goes on where it ended;
--tables prints the tables of such a file and measures nothing.

PEERS holds an environment for each framework: PEERS/torch, PEERS/jax, PEERS/tf. Data: Fashion-MNIST,
in the folder of Debian's package dataset-fashion-mnist or in $FASHION_MNIST; the program must find
the same (see `aexplorer datasets`).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = {"jax": "JAX", "torch": "PyTorch", "tf": "TensorFlow"}
MODES = {"jax": ["step", "scan"], "torch": ["eager", "fused", "compile"],
         "tf": ["fit", "fitjit", "functionjit"]}
# Where images are convolved their layout in memory is another choice.
CONVOLUTIONAL = {"torch": MODES["torch"] + [mode + "_cl" for mode in MODES["torch"]]}
MODELS = {"M1": "dense 784-128-64-32", "M2": "dense 784-32", "M3": "convolutional 16-8-8",
          "M4": "VAE 784-400-20", "M5": "VAE 784-512-256-2"}
# How many times as fast as a framework's best mode the program is to be.
WANTED = {"M1": {"jax": 1.5, "torch": 1.9, "tf": 2.4}, "M2": {"jax": 1.2, "torch": 1.7, "tf": 2.5},
          "M3": {"jax": 20, "torch": 10, "tf": 10}, "M4": {"jax": 1.3, "torch": 1.6, "tf": 1.8},
          "M5": {"jax": 1.35, "torch": 1.6, "tf": 1.7}}


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aexplorer", default=".build/release/aexplorer")
    parser.add_argument("--peers", default="../aexplorer-peers")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=1, help="timed ones of each measurement")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count()))
    parser.add_argument("--images", type=int, default=60000, help="of each epoch")
    parser.add_argument("--m3-images", type=int, default=12800, help="the same for M3")
    parser.add_argument("--trial-images", type=int, default=19200,
                        help="of each epoch, when modes are chosen; M3: a fifth of it")
    parser.add_argument("--modes", default="", help="instead of trials: jax:scan,torch:compile,…")
    parser.add_argument("--inference", action="store_true", help="time encoding and decoding too")
    parser.add_argument("--out", help="a file that measurements are added to")
    parser.add_argument("--tables", metavar="FILE", help="print the tables of a file")
    return parser.parse_args()


def measurements(path):
    """The lines of a file, or none where there is no file."""
    if not path or not os.path.exists(path):
        return []
    with open(path) as file:
        return [json.loads(line) for line in file]


class Bench:
    """Runs measurements and keeps them."""

    def __init__(self, chosen):
        self.chosen = chosen
        self.lines = measurements(chosen.out)

    def measure(self, model, framework, mode, part, images):
        """Runs one process; `part` is the number of its round, or "trial"."""
        chosen = self.chosen
        command = [chosen.aexplorer, "bench", "--json"]
        if framework != "aexplorer":
            command = [os.path.join(chosen.peers, framework, "bin", "python"),
                       os.path.join(HERE, framework + "_peer.py"), "--mode", mode]
        command += ["--model", model, "--threads", str(chosen.threads), "--epochs",
                    str(chosen.epochs), "--images", str(images)]
        command += ["--inference"] * chosen.inference
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if not found:
            sys.exit(f"{' '.join(command)} gave no result:\n{done.stderr[-2000:]}")
        line = json.loads(found[-1]) | {"part": part}
        self.lines.append(line)
        if chosen.out:
            with open(chosen.out, "a") as file:
                file.write(json.dumps(line) + "\n")
        print(f"{model} {part}: {framework} {line['mode']}: {line['img_per_s_median']:,.0f} img/s",
              file=sys.stderr)

    def best_modes(self, model):
        """The fastest mode of each framework."""
        given = dict(pair.split(":") for pair in self.chosen.modes.split(",") if pair)
        images = self.chosen.trial_images // (5 if model == "M3" else 1)
        best = {}
        for framework, modes in (MODES | (CONVOLUTIONAL if model == "M3" else {})).items():
            tried = trials(self.lines, model, framework)
            for mode in [] if framework in given else [m for m in modes if m not in tried]:
                self.measure(model, framework, mode, "trial", images)
            tried = trials(self.lines, model, framework)
            best[framework] = given.get(framework) or max(tried, key=tried.get)
        return best

    def run(self):
        chosen = self.chosen
        for model in chosen.models.split(","):
            turn = [("aexplorer", "")] + list(self.best_modes(model).items())
            done = len(rounds(self.lines, model))
            for number in range(done, done + chosen.rounds):
                shift = number % len(turn)
                for framework, mode in turn[shift:] + turn[:shift]:
                    images = chosen.m3_images if model == "M3" else chosen.images
                    self.measure(model, framework, mode, number, images)


def trials(lines, model, framework):
    """Images a second of each mode that was tried."""
    return {line["mode"]: line["img_per_s_median"] for line in lines
            if (line["part"], line["model"], line["framework"]) == ("trial", model, framework)}


def rounds(lines, model):
    """The whole rounds of a model: for each framework its measurement."""
    found = {}
    for line in lines:
        if line["model"] == model and line["part"] != "trial":
            found.setdefault(line["part"], {})[line["framework"]] = line
    return [found[number] for number in sorted(found) if len(found[number]) == 1 + len(PEERS)]


def spread(values, form):
    """A median with the least and the greatest."""
    values = [*values]
    return (f"{statistics.median(values):{form}} "
            f"({min(values):{form}}–{max(values):{form}})")


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |"
                     for row in [head, ["---"] * len(head), *rows]) + "\n"


def loss_difference(done):
    """The largest difference of the last epoch's loss from the program's, of medians, as a share."""
    def last(framework):
        return statistics.median(r[framework]["epoch_loss"][-1] for r in done)
    ours = last("aexplorer")
    return max(abs(last(peer) - ours) / ours for peer in PEERS)


def speeds(lines):
    rows = []
    for model, name in MODELS.items():
        done = rounds(lines, model)
        if not done:
            continue
        row = [f"{model} {name}"]
        for framework in ["aexplorer", *PEERS]:
            mode = "" if framework == "aexplorer" else done[-1][framework]["mode"] + " "
            row.append(mode + spread((r[framework]["img_per_s_median"] for r in done), ",.0f"))
        difference = loss_difference(done)
        row.append(f"{difference:.1%}" + ("" if difference <= 0.01 else " (over 1 %)"))
        rows.append(row)
    versions = {line["framework"]: line["version"].split("+")[0] for line in lines}
    head = ["images/s", "AEExplorer"] + [f"{PEERS[p]} {versions.get(p, '')}" for p in PEERS]
    return table(head + ["losses differ by"], rows)


def ratios(lines):
    rows = []
    for model in MODELS:
        done = rounds(lines, model)
        if not done:
            continue
        row = [model]
        for peer in PEERS:
            values = [r["aexplorer"]["img_per_s_median"] / r[peer]["img_per_s_median"]
                      for r in done]
            row += [f"≥ {WANTED[model][peer]}", f"**{statistics.median(values):.2f}** "
                    f"({min(values):.2f}–{max(values):.2f})",
                    f"{sum(value > 1 for value in values)} of {len(values)}"]
        rows.append(row)
    head = [""]
    for peer in PEERS.values():
        head += ["wanted", f"against {peer}", "pairs won"]
    return table(head, rows)


def others(lines):
    """Start, memory and inference: medians."""
    rows = []
    for model in MODELS:
        for framework in ["aexplorer", *PEERS]:
            done = [r[framework] for r in rounds(lines, model) if "decode1_s" in r[framework]]
            if not done:
                continue

            def median(name):
                values = [line[name] for line in done]
                return statistics.median(
                    value["median"] if isinstance(value, dict) else value for value in values)
            name = "AEExplorer" if framework == "aexplorer" else PEERS[framework]
            rows.append([model, f"{name} {done[-1]['mode']}", f"{median('first_step_s'):.2f} s",
                         f"{median('peak_rss_mb'):.0f} MB", f"{median('decode1_s') * 1e6:.0f} µs",
                         f"{median('encode10k_s') * 1e3:.1f} ms"])
    head = ["", "", "start to first step", "most memory", "decode one code", "encode 10,000 images"]
    return table(head, rows) if rows else ""


def all_trials(lines):
    rows = []
    for model in MODELS:
        cells = [", ".join(f"{mode} {rate:,.0f}" for mode, rate in trials(lines, model, p).items())
                 for p in PEERS]
        if any(cells):
            rows.append([model, *cells])
    return table(["tried once, images/s", *PEERS.values()], rows) if rows else ""


def main():
    chosen = options()
    lines = measurements(chosen.tables)
    if not chosen.tables:
        bench = Bench(chosen)
        bench.run()
        lines = bench.lines
    print("\n".join(part for part in (speeds(lines), ratios(lines), others(lines),
                                      all_trials(lines)) if part))


if __name__ == "__main__":
    main()
