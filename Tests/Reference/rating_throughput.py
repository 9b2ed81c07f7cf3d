#!/usr/bin/env python3
"""Trains item AutoRec in PyTorch, dense as it is usually written: the yardstick for `autorec-item`.

    python3 rating_throughput.py FILE [--code-size 500] [--batch 64] [--epochs 20] [--seed 1] …

FILE holds ratings, one a line: user, item, rating, separated by tabs. A random tenth is held out. Input
and loss are masked dense matrices; Adam with weight decay on the two weights only, as the objective
λ/2 (‖W‖² + ‖V‖²) wants. Prints one line an epoch: the RMSE a held-out rating, and rows a second without the
time of evaluating.
"""

import argparse
import time

import torch


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--code-size", type=int, default=500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.05)
    return parser.parse_args()


def tables(path, seed):
    """Returns known and held-out ratings, [items, users], 0 where there is none."""
    rows = [line.split("\t")[:3] for line in open(path)]
    users = {u: i for i, u in enumerate(sorted({int(r[0]) for r in rows}))}
    items = {u: i for i, u in enumerate(sorted({int(r[1]) for r in rows}))}
    known = torch.zeros(len(items), len(users))
    held_out = torch.zeros_like(known)
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed))
    for place, index in enumerate(order.tolist()):
        user, item, stars = rows[index]
        table = held_out if place < len(rows) // 10 else known
        table[items[int(item)], users[int(user)]] = float(stars)
    return known, held_out


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    known, held_out = tables(options.file, options.seed)
    mask, test_mask = (known > 0).float(), (held_out > 0).float()
    mean = known.sum() / mask.sum()
    means = (known.sum(0) + 5 * mean) / (mask.sum(0) + 5)
    centred = (known - means) * mask
    users = known.shape[1]
    encoder = torch.nn.Linear(users, options.code_size)
    decoder = torch.nn.Linear(options.code_size, users)
    for layer in (encoder, decoder):
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    with torch.no_grad():
        decoder.bias.copy_(means)
    optimizer = torch.optim.Adam(
        [
            {"params": [encoder.weight, decoder.weight], "weight_decay": options.decay},
            {"params": [encoder.bias, decoder.bias]},
        ],
        lr=options.learning_rate,
    )
    for epoch in range(options.epochs):
        start = time.perf_counter()
        order = torch.randperm(len(known))
        for first in range(0, len(known), options.batch):
            rows = order[first : first + options.batch]
            predicted = decoder(torch.sigmoid(encoder(centred[rows])))
            loss = (((predicted - known[rows]) * mask[rows]) ** 2).sum() / len(rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seconds = time.perf_counter() - start
        with torch.no_grad():
            predicted = decoder(torch.sigmoid(encoder(centred))).clamp(1, 5)
            error = (((predicted - held_out) * test_mask) ** 2).sum() / test_mask.sum()
        print(f"epoch {epoch + 1}  rmse {error.sqrt():.4f}  {len(known) / seconds:.0f} rows/s", flush=True)


if __name__ == "__main__":
    main()
