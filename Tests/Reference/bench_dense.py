#!/usr/bin/env python3
"""Throughput and loss of models with dense layers beside PyTorch's, in turn.

    python3 Tests/Reference/bench_dense.py --aexplorer .build/release/aexplorer --rounds 5

As `bench_convolutions.py`, for models whose step is more than a forward and a backward pass through
dense layers: a game, a nearest vector, a discrepancy, the k largest units. PyTorch runs eagerly with the
fused Adam, which for nets of these sizes is about as fast as `torch.compile`.
"""
import math

import side_by_side

MODELS = {name: [name] for name in (
    "undercomplete", "sparse-kl", "topk-sparse", "contractive", "iwae", "beta-tc-vae", "aae",
    "wae-mmd", "vq-vae", "ali", "vae-gan")}
# Reviving idle units is a term of the program's own, which costs another pass through the decoder.
MODELS["topk-sparse"] = ["topk-sparse", "--preset", "no-revival"]
PIXELS = 784


def worker(name, options):
    """Trains one model with PyTorch, and prints images per second and the loss."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    data = side_by_side.pixels().reshape(-1, PIXELS)

    def net(*sizes, end=None):
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        return nn.Sequential(*(layers[:-1] + ([end] if end else [])))

    def cross_entropy(logits, x):
        return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)

    def squared(output, x):
        return (output - x).square().sum() / len(x)

    def sample(moments):
        mean, log_variance = moments.chunk(2, -1)
        return mean, log_variance, mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)

    def adam(*modules):
        return torch.optim.Adam([p for m in modules for p in m.parameters()], fused=True)

    def simple(objective, *modules):
        """Returns the step of a model with one objective."""
        optimizer = adam(*modules)

        def step(x):
            optimizer.zero_grad(set_to_none=True)
            loss = objective(x)
            loss.backward()
            optimizer.step()
            return loss.detach()

        return step

    def undercomplete():
        encoder, decoder = net(PIXELS, 512, 256, 32), net(32, 256, 512, PIXELS)
        return simple(lambda x: squared(decoder(encoder(x)), x), encoder, decoder)

    def sparse_kl():
        encoder, decoder = net(PIXELS, 196, end=nn.Sigmoid()), net(196, PIXELS)

        def objective(x):
            code = encoder(x)
            rate = code.mean(0).clamp(1e-6, 1 - 1e-6)
            penalty = 0.05 * (0.05 / rate).log() + 0.95 * (0.95 / (1 - rate)).log()
            return squared(torch.sigmoid(decoder(code)), x) + penalty.sum()

        return simple(objective, encoder, decoder)

    def topk_sparse():
        encoder, decoder = net(PIXELS, 512), net(512, PIXELS)

        def objective(x):
            values, places = encoder(x).topk(25)
            code = torch.zeros(len(x), 512).scatter(1, places, values)
            return squared(decoder(code), x)

        return simple(objective, encoder, decoder)

    def contractive():
        weight = nn.Parameter(torch.randn(300, PIXELS) / 28)
        biases = nn.ParameterList([torch.zeros(300), torch.zeros(PIXELS)])

        def objective(x):
            code = torch.sigmoid(F.linear(x, weight, biases[0]))
            slope = (code * (1 - code)).square()
            norm = (slope @ weight.square().sum(1)).mean()
            return cross_entropy(F.linear(code, weight.T, biases[1]), x) + norm

        return simple(objective, nn.ParameterList([weight]), biases)

    def iwae(k=5):
        encoder, decoder = net(PIXELS, 200, 200, 32), net(16, 200, 200, PIXELS)

        def objective(x):
            moments = encoder(x).repeat(k, 1, 1)
            mean, log_variance, code = sample(moments)
            posterior = -0.5 * ((code - mean).square() / log_variance.exp() + log_variance).sum(-1)
            prior = -0.5 * code.square().sum(-1)
            logits = decoder(code)
            likelihood = -F.binary_cross_entropy_with_logits(
                logits, x.expand_as(logits), reduction="none").sum(-1)
            weights = likelihood + prior - posterior
            return -(torch.logsumexp(weights, 0) - math.log(k)).mean()

        return simple(objective, encoder, decoder)

    def beta_tc_vae(size=10):
        encoder, decoder = net(PIXELS, 512, 256, 2 * size), net(size, 256, 512, PIXELS)

        def objective(x):
            mean, log_variance, code = sample(encoder(x))
            pairs = -0.5 * ((code[:, None] - mean[None]).square() / log_variance.exp()[None]
                            + log_variance[None] + math.log(2 * math.pi))
            whole = torch.logsumexp(pairs.sum(2), 1)
            parts = torch.logsumexp(pairs, 1).sum(1)
            divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1)
            return cross_entropy(decoder(code), x) + (divergence + 3 * (whole - parts)).mean()

        return simple(objective, encoder, decoder)

    def aae():
        encoder, decoder = net(PIXELS, 512, 256, 2), net(2, 256, 512, PIXELS)
        judge = net(2, 256, 256, 1)
        rebuilding, judging, deceiving = adam(encoder, decoder), adam(judge), adam(encoder)

        def step(x):
            rebuilding.zero_grad(set_to_none=True)
            loss = cross_entropy(decoder(encoder(x)), x)
            loss.backward()
            rebuilding.step()
            judging.zero_grad(set_to_none=True)
            real, false = judge(torch.randn(len(x), 2)), judge(encoder(x).detach())
            (F.softplus(-real).mean() + F.softplus(false).mean()).backward()
            judging.step()
            deceiving.zero_grad(set_to_none=True)
            F.softplus(-judge(encoder(x))).mean().backward()
            deceiving.step()
            return loss.detach()

        return step

    def wae_mmd(size=8):
        encoder, decoder = net(PIXELS, 512, 256, size), net(size, 256, 512, PIXELS)

        def kernel(a, b):
            distances = torch.cdist(a, b).square()
            return sum(s * 2 * size / (s * 2 * size + distances)
                       for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))

        def objective(x):
            code = encoder(x)
            prior = torch.randn_like(code)
            count = len(x)
            off = 1 - torch.eye(count)
            distance = ((kernel(code, code) + kernel(prior, prior)) * off).sum() / (
                count * (count - 1)) - 2 * kernel(code, prior).mean()
            return squared(torch.sigmoid(decoder(code)), x) + 300 * distance

        return simple(objective, encoder, decoder)

    def vq_vae(size=32, vectors=64, length=4):
        encoder, decoder = net(PIXELS, 512, 256, size), net(size, 256, 512, PIXELS)
        book = torch.randn(vectors, length)
        counts, sums = torch.ones(vectors), book.clone()
        optimizer = adam(encoder, decoder)

        def step(x):
            optimizer.zero_grad(set_to_none=True)
            code = encoder(x).reshape(-1, length)
            with torch.no_grad():
                distances = (code.square().sum(1, keepdim=True) - 2 * code @ book.T
                             + book.square().sum(1))
                nearest = distances.argmin(1)
                chosen = book[nearest]
            through = code + (chosen - code).detach()
            commitment = (code - chosen).square().sum() / len(x)
            loss = cross_entropy(decoder(through.reshape(-1, size)), x) + 0.25 * commitment
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                one_hot = F.one_hot(nearest, vectors).float()
                counts.mul_(0.99).add_(one_hot.sum(0), alpha=0.01)
                sums.mul_(0.99).add_(one_hot.T @ code, alpha=0.01)
                book.copy_(sums / counts.clamp(min=1e-5)[:, None])
            return loss.detach()

        return step

    def ali(size=16):
        def leaky(*sizes):
            layers = []
            for inputs, outputs in zip(sizes, sizes[1:]):
                layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.2)]
            return nn.Sequential(*layers[:-1])

        encoder, decoder = leaky(PIXELS, 512, 256, 2 * size), leaky(size, 256, 512, PIXELS)
        judge = leaky(PIXELS + size, 512, 256, 1)
        playing, judging = adam(encoder, decoder), adam(judge)

        def step(x):
            playing.zero_grad(set_to_none=True)
            code, prior = sample(encoder(x))[2], torch.randn(len(x), size)
            loss = 0.1 * cross_entropy(decoder(code), x)
            painted = torch.sigmoid(decoder(prior))
            (loss + F.softplus(judge(torch.cat([x, code], 1))).mean()
             + F.softplus(-judge(torch.cat([painted, prior], 1))).mean()).backward()
            playing.step()
            judging.zero_grad(set_to_none=True)
            with torch.no_grad():
                code, prior = sample(encoder(x))[2], torch.randn(len(x), size)
                painted = torch.sigmoid(decoder(prior))
            (F.softplus(-judge(torch.cat([x, code], 1))).mean()
             + F.softplus(judge(torch.cat([painted, prior], 1))).mean()).backward()
            judging.step()
            return loss.detach()

        return step

    def vae_gan(size=16):
        class Judge(nn.Module):
            def __init__(self):
                super().__init__()
                self.features = nn.Sequential(
                    nn.Conv2d(1, 16, 3, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 3, 2, 1),
                    nn.LeakyReLU(0.2), nn.Flatten())
                self.head = nn.Sequential(
                    nn.Linear(1568, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1))

            def forward(self, x):
                features = self.features(x.reshape(-1, 1, 28, 28))
                return features, self.head(features)

        encoder, decoder = net(PIXELS, 256, 2 * size), net(size, 256, PIXELS)
        judge = Judge()
        encoding, decoding, judging = adam(encoder), adam(decoder), adam(judge)

        def paint(code):
            return torch.sigmoid(decoder(code))

        def likeness(x, restored):
            with torch.no_grad():
                seen = judge.features(x.reshape(-1, 1, 28, 28))
            return 0.5 * (restored - seen).square().sum() / len(x)

        def step(x):
            encoding.zero_grad(set_to_none=True)
            mean, log_variance, code = sample(encoder(x))
            logits = decoder(code)
            divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1).mean()
            (likeness(x, judge(torch.sigmoid(logits))[0]) + 0.02 * divergence).backward()
            encoding.step()
            judging.zero_grad(set_to_none=True)
            with torch.no_grad():
                restored = paint(sample(encoder(x))[2])
                sampled = paint(torch.randn(len(x), size))
            (F.softplus(-judge(x)[1]).mean() + F.softplus(judge(restored)[1]).mean()
             + F.softplus(judge(sampled)[1]).mean()).backward()
            judging.step()
            decoding.zero_grad(set_to_none=True)
            with torch.no_grad():
                code = sample(encoder(x))[2]
            features, verdict = judge(paint(code))
            (15 * likeness(x, features) + F.softplus(-verdict).mean()
             + F.softplus(-judge(paint(torch.randn(len(x), size)))[1]).mean()).backward()
            decoding.step()
            return cross_entropy(logits.detach(), x)

        return step

    steps = {"undercomplete": undercomplete, "sparse-kl": sparse_kl, "topk-sparse": topk_sparse,
             "contractive": contractive, "iwae": iwae, "beta-tc-vae": beta_tc_vae, "aae": aae,
             "wae-mmd": wae_mmd, "vq-vae": vq_vae, "ali": ali, "vae-gan": vae_gan}
    side_by_side.train(lambda rows: data[rows], steps[name](), options)


if __name__ == "__main__":
    side_by_side.main(MODELS, worker, __doc__)
