#!/usr/bin/env python3
"""Throughput and loss of the convolutional models beside PyTorch's, in turn.

    python3 Tests/Reference/bench_convolutions.py --aexplorer .build/release/aexplorer --rounds 3

Each round trains, for each model, first the program for one epoch of the shipped digits, then PyTorch
(eager, fused Adam, channels last) on as many images of the same size, after a warm-up. Prints images per
second of both, the ratio of each round, and the training loss of the epoch. PyTorch's images are
Fashion-MNIST's, in the folder of Debian's package dataset-fashion-mnist or in $FASHION_MNIST; with
--data fashion-mnist the program takes them too, and the losses can be compared.
"""
import side_by_side

MODELS = {"strided": ["convolutional", "--preset", "strided", "--loss", "bce"],
          "conv-vae": ["conv-vae"],
          "pixel-vae": ["pixel-vae", "--set", "warm-up=0"],
          "dfc-vae": ["dfc-vae", "--set", "classifier-epochs=0"]}


def worker(name, options):
    """Trains one model with PyTorch, and prints images per second and the loss."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    data = side_by_side.pixels()

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

    def batch_of(rows):
        return data[rows].contiguous(memory_format=torch.channels_last)

    def step(images):
        optimizer.zero_grad(set_to_none=True)
        loss = model(images)
        loss.backward()
        optimizer.step()
        return loss

    side_by_side.train(batch_of, step, options)


if __name__ == "__main__":
    side_by_side.main(MODELS, worker, __doc__)
