#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/games.json: values and gradients of objectives with opponents.

Float64, by PyTorch. An array is {"shape", "values"}, row-major. Inputs and weights are
amplitude * sin(a * i + b), i = 0, 1, …, so that the tests make the same ones. Weights are [out, in].
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/games.json"
SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10]
cases = {}


def wave(*shape, amplitude=1.0, a=1.0, b=0.0):
    """Returns amplitude * sin(a * i + b) over a shape."""
    count = torch.Size(shape).numel()
    return (amplitude * torch.sin(a * torch.arange(count) + b)).reshape(shape)


def plain(value):
    value = torch.as_tensor(value)
    return {"shape": list(value.shape), "values": value.detach().flatten().tolist()}


def add(name, **arrays):
    cases[name] = {key: plain(value) for key, value in arrays.items()}


def mmd(z, p):
    """The unbiased estimate with the sum of inverse multiquadrics, written with whole matrices."""
    n, d = z.shape
    off = 1 - torch.eye(n)
    total = 0
    for scale in SCALES:
        c = 2 * d * scale
        kernel = lambda x, y: c / (c + ((x[:, None] - y[None]) ** 2).sum(2))
        total = total + ((kernel(z, z) + kernel(p, p)) * off).sum() / (n * (n - 1)) \
            - 2 * kernel(z, p).sum() / n**2
    return total


def discrepancies():
    for name, n, d in [("small", 5, 2), ("batch", 40, 3), ("one-dimension", 33, 1)]:
        z = wave(n, d, amplitude=1.4, a=1.3, b=0.2).requires_grad_()
        p = wave(n, d, amplitude=1.1, a=2.1, b=0.7)
        value = mmd(z, p)
        add(f"mmd/{name}", mmd=value, d_z=torch.autograd.grad(value, z)[0])


def parameters(shapes):
    """Parameters as the tests set them: 0.7 * sin(1.3 i + number), in the order of the layout."""
    return {name: wave(*shape, amplitude=0.7, a=1.3, b=number).requires_grad_()
            for number, (name, shape) in enumerate(shapes)}


def dense(w, name, x):
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def layer(name, inputs, outputs):
    return [(f"{name}.weight", (outputs, inputs)), (f"{name}.bias", (outputs,))]


def record(name, w, phases):
    """Adds the value of each phase, and its gradient by the parameters that it trains."""
    for phase, (loss, trained) in phases.items():
        names = [key for key in w if any(key.startswith(start) for start in trained)]
        gradients = torch.autograd.grad(loss, [w[key] for key in names], retain_graph=True)
        add(f"{name}/{phase}", loss=loss,
            **{f"d_{key}": value for key, value in zip(names, gradients)})


def adversarial():
    """aae 6-5-2, discriminator 2-3-3-1, on 4 rows; the samples are given."""
    w = parameters(
        layer("encoder.0", 6, 5) + layer("encoder.1", 5, 2) + layer("decoder.0", 2, 5)
        + layer("decoder.1", 5, 6) + layer("discriminator.0", 2, 3) + layer("discriminator.1", 3, 3)
        + layer("discriminator.2", 3, 1))
    x = 0.5 + wave(4, 6, amplitude=0.5, a=0.9, b=0.2)
    samples = wave(4, 2, a=2.1, b=0.7)

    def judge(points):
        hidden = F.leaky_relu(dense(w, "discriminator.0", points), 0.01)
        return dense(w, "discriminator.2", F.leaky_relu(dense(w, "discriminator.1", hidden), 0.01))

    z = dense(w, "encoder.1", torch.tanh(dense(w, "encoder.0", x)))
    logits = dense(w, "decoder.1", torch.tanh(dense(w, "decoder.0", z)))
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1).mean()
    bce = F.binary_cross_entropy_with_logits
    one, zero = torch.ones(4, 1), torch.zeros(4, 1)
    record("aae", w, {
        "reconstruction": (reconstruction, ["encoder.", "decoder."]),
        "discriminator": (bce(judge(samples), one) + bce(judge(z.detach()), zero),
                          ["discriminator."]),
        "encoder": (bce(judge(z), one), ["encoder."]),
    })


def gaussian_code(w, x, noise):
    trunk = torch.tanh(dense(w, "encoder.0", x))
    mean = dense(w, "encoder.mean", trunk)
    log_variance = 10 * torch.tanh(dense(w, "encoder.logVariance", trunk) / 10)
    kl = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum(1).mean()
    return mean + torch.exp(log_variance / 2) * noise, kl


def decode(w, z):
    return dense(w, "decoder.1", torch.tanh(dense(w, "decoder.0", z)))


def gaussian_layers():
    """Encoder 6-5-(2, 2), whose head lies in memory as both weights and then both biases; decoder."""
    return (layer("encoder.0", 6, 5)
            + [("encoder.mean.weight", (2, 5)), ("encoder.logVariance.weight", (2, 5)),
               ("encoder.mean.bias", (2,)), ("encoder.logVariance.bias", (2,))]
            + layer("decoder.0", 2, 5) + layer("decoder.1", 5, 6))


def given():
    """Inputs, the noise of the codes, and samples of the prior."""
    return (0.5 + wave(4, 6, amplitude=0.5, a=0.9, b=0.2), wave(4, 2, a=2.3, b=0.9),
            wave(4, 2, a=2.1, b=0.7))


def vae_gan():
    """vae-gan on 4 images of 2 x 3 pixels; discriminator of 2 and 4 channels, beta 3, gamma 0.5."""
    w = parameters(
        gaussian_layers()
        + [("discriminator.0.weight", (2, 1, 3, 3)), ("discriminator.0.bias", (2,)),
           ("discriminator.1.weight", (4, 2, 3, 3)), ("discriminator.1.bias", (4,))]
        + layer("discriminator.head.0", 4, 128) + layer("discriminator.head.1", 128, 1))
    x, noise, samples = given()

    def judge(images):
        h = images.reshape(-1, 1, 2, 3)
        for index in range(2):
            h = F.leaky_relu(
                F.conv2d(h, w[f"discriminator.{index}.weight"], w[f"discriminator.{index}.bias"],
                         stride=2, padding=1), 0.01)
        # One pixel is left, so the order of pixels and channels is no question.
        features = h.permute(0, 2, 3, 1).flatten(1)
        hidden = F.leaky_relu(dense(w, "discriminator.head.0", features), 0.01)
        return features, dense(w, "discriminator.head.1", hidden)

    z, kl = gaussian_code(w, x, noise)
    real_features, real = judge(x)
    restored_features, restored = judge(torch.sigmoid(decode(w, z)))
    _, sampled = judge(torch.sigmoid(decode(w, samples)))
    likeness = 0.5 * ((real_features - restored_features) ** 2).sum(1).mean()
    record("vae-gan", w, {
        "encoder": (likeness + 3 * kl, ["encoder."]),
        "discriminator": (
            (F.softplus(-real) + F.softplus(restored) + F.softplus(sampled)).mean(),
            ["discriminator."]),
        "decoder": (0.5 * likeness + (F.softplus(-restored) + F.softplus(-sampled)).mean(),
                    ["decoder."]),
    })


def ali():
    """ali on 4 samples of 6 numbers; discriminator 8-4-2-1, cycle 0.25."""
    w = parameters(
        gaussian_layers() + layer("discriminator.0", 8, 4) + layer("discriminator.1", 4, 2)
        + layer("discriminator.2", 2, 1))
    x, noise, samples = given()

    def judge(pictures, codes):
        h = torch.cat([pictures, codes], 1)
        for index in range(2):
            h = F.leaky_relu(dense(w, f"discriminator.{index}", h), 0.01)
        return dense(w, "discriminator.2", h)

    z, _ = gaussian_code(w, x, noise)
    encoded = judge(x, z)
    decoded = judge(torch.sigmoid(decode(w, samples)), samples)
    error = F.binary_cross_entropy_with_logits(decode(w, z), x, reduction="none").sum(1).mean()
    record("ali", w, {
        "players": (0.25 * error + (F.softplus(encoded) + F.softplus(-decoded)).mean(),
                    ["encoder.", "decoder."]),
        "discriminator": ((F.softplus(-encoded) + F.softplus(decoded)).mean(),
                          ["discriminator."]),
    })


for make in (discrepancies, adversarial, vae_gan, ali):
    make()
PATH.write_text(json.dumps(cases, separators=(",", ":")).replace('"},"', '"},\n"') + "\n")
print(f"{len(cases)} cases in {PATH.name}")
