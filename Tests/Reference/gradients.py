#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/gradients.json: float64 values and gradients by PyTorch.

Each case holds its inputs and what follows from them. An array is {"shape", "values"}, row-major.
Inputs are amplitude * sin(a * i + b), i = 0, 1, …, so that anybody can make them again.
Weights are stored [in, out]: y = x W + b.
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/gradients.json"
cases = {}


def wave(*shape, amplitude=1.0, a=1.0, b=0.0):
    """Returns amplitude * sin(a * i + b) over a shape."""
    count = torch.Size(shape).numel()
    return (amplitude * torch.sin(a * torch.arange(count) + b)).reshape(shape)


def images(batch, features):
    """Returns targets in 0 … 1."""
    return 0.5 + 0.5 * wave(batch, features, a=0.9, b=0.2)


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "values": value.detach().flatten().tolist()}
    return value


def add(name, **arrays):
    cases[name] = {key: plain(value) for key, value in arrays.items()}


def gradients(loss, **inputs):
    """Returns the loss's gradients as {"d_<name>": …}."""
    return {f"d_{name}": gradient for name, gradient in
            zip(inputs, torch.autograd.grad(loss, list(inputs.values())))}


ACTIVATIONS = {
    "identity": lambda x: x, "relu": F.relu, "leaky-relu": lambda x: F.leaky_relu(x, 0.01),
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "softplus": F.softplus,
}


def dense():
    for name, activation in ACTIVATIONS.items():
        x = wave(3, 4, amplitude=1.5, a=1.3, b=0.1).requires_grad_()
        weight = wave(4, 5, a=0.7, b=0.4).requires_grad_()
        bias = wave(5, amplitude=0.3, a=2.1, b=1.0).requires_grad_()
        probe = wave(3, 5, a=1.7, b=0.6)
        output = activation(x @ weight + bias)
        add(f"dense/{name}", x=x, weight=weight, bias=bias, probe=probe, output=output,
            **gradients((output * probe).sum(), x=x, weight=weight, bias=bias))


def losses():
    logits = wave(3, 6, amplitude=4.0, a=1.1, b=0.3)
    logits[2] = torch.tensor([30.0, -30.0, 30.0, -30.0, 0.0, 100.0])
    logits.requires_grad_()
    target = images(3, 6)
    target[2, :4] = torch.tensor([1.0, 1.0, 0.0, 0.0])
    perSample = F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1)
    add("bce-with-logits", logits=logits, target=target, perSample=perSample,
        **gradients(perSample.sum(), logits=logits))

    output = wave(3, 6, amplitude=0.8, a=0.5, b=1.2).requires_grad_()
    perSample = ((output - target) ** 2).sum(1)
    add("mse", output=output, target=target, perSample=perSample,
        **gradients(perSample.sum(), output=output))

    mean = wave(3, 2, amplitude=1.5, a=1.9, b=0.5).requires_grad_()
    logVariance = wave(3, 2, amplitude=2.0, a=0.8, b=2.0).requires_grad_()
    perSample = kl(mean, logVariance)
    add("gaussian-kl", mean=mean, logVariance=logVariance, perSample=perSample,
        **gradients(perSample.sum(), mean=mean, logVariance=logVariance))

    noise, probe = wave(3, 2, a=2.3, b=0.9), wave(3, 2, a=1.7, b=0.6)
    z = mean + torch.exp(logVariance / 2) * noise
    add("reparameterise", mean=mean, logVariance=logVariance, noise=noise, probe=probe, z=z,
        **gradients((z * probe).sum(), mean=mean, logVariance=logVariance))

    raw = wave(3, 2, amplitude=40.0, a=1.4, b=0.2).requires_grad_()
    output = soft_clamp(raw)
    add("soft-clamp", raw=raw, probe=probe, output=output,
        **gradients((output * probe).sum(), raw=raw))


def kl(mean, logVariance):
    return 0.5 * (logVariance.exp() + mean**2 - 1 - logVariance).sum(1)


def soft_clamp(raw):
    return 10 * torch.tanh(raw / 10)


def optimizers():
    settings = {
        "adam": lambda p: torch.optim.Adam(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8),
        "adamw": lambda p: torch.optim.AdamW(
            p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
        "sgd-momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    }
    for name, make in settings.items():
        parameter = wave(6, a=1.2, b=0.7).requires_grad_()
        start, optimizer, steps = parameter.detach().clone(), make([parameter]), []
        # Steps of very different sizes; one gradient is always zero.
        given = wave(5, 6, a=2.7, b=0.3) * torch.tensor([1.0, 1e-3, 10.0, 1e-8, 0.1, 0.0])
        for gradient in given:
            parameter.grad = gradient.clone()
            optimizer.step()
            steps.append(parameter.detach().clone())
        add(f"optimizer/{name}", start=start, gradients=given, steps=torch.stack(steps))
    for name, limit in (("clipped", 1.0), ("untouched", 100.0)):
        parts = [wave(2, 3, amplitude=3.0, a=1.1), wave(4, amplitude=2.0, a=0.6, b=1.0)]
        parameters = [torch.nn.Parameter(torch.zeros_like(part)) for part in parts]
        for parameter, part in zip(parameters, parts):
            parameter.grad = part.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
        add(f"clip-norm/{name}", limit=limit, first=parts[0], second=parts[1], norm=norm.item(),
            clippedFirst=parameters[0].grad, clippedSecond=parameters[1].grad)


def weights(**sizes):
    """Returns {"encoder.0.weight": [in, out], "encoder.0.bias": [out], …} for names and sizes."""
    result = {}
    for index, (name, (inputs, outputs)) in enumerate(sizes.items()):
        name = name.replace("_", ".")
        result[f"{name}.weight"] = wave(inputs, outputs, amplitude=0.8, a=1.3, b=0.5 * index)
        result[f"{name}.bias"] = wave(outputs, amplitude=0.2, a=0.9, b=0.3 * index + 1)
    return {name: value.requires_grad_() for name, value in result.items()}


def layer(x, w, name):
    return x @ w[f"{name}.weight"] + w[f"{name}.bias"]


def undercomplete():
    w = weights(encoder_0=(6, 5), encoder_1=(5, 3), decoder_0=(3, 5), decoder_1=(5, 6))
    x = images(4, 6)
    code = layer(F.relu(layer(x, w, "encoder.0")), w, "encoder.1")
    output = layer(F.relu(layer(code, w, "decoder.0")), w, "decoder.1")
    perSample = {
        "bce": F.binary_cross_entropy_with_logits(output, x, reduction="none").sum(1),
        "mse": ((output - x) ** 2).sum(1),
    }
    for name, values in perSample.items():
        loss = values.mean()
        grads = torch.autograd.grad(loss, list(w.values()), retain_graph=True)
        add(f"undercomplete/{name}", x=x, code=code, output=output, perSample=values,
            loss=loss.item(), **w, **{f"d_{n}": g for n, g in zip(w, grads)})


def vae():
    w = weights(encoder_0=(6, 5), encoder_mean=(5, 2), encoder_logVariance=(5, 2),
                decoder_0=(2, 5), decoder_1=(5, 6))
    x, noise = images(4, 6), wave(4, 2, a=2.3, b=0.9)
    trunk = F.relu(layer(x, w, "encoder.0"))
    mean = layer(trunk, w, "encoder.mean")
    logVariance = soft_clamp(layer(trunk, w, "encoder.logVariance"))
    z = mean + torch.exp(logVariance / 2) * noise
    logits = layer(F.relu(layer(z, w, "decoder.0")), w, "decoder.1")
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1).mean()
    divergence = kl(mean, logVariance).mean()
    for beta in (1.0, 4.0):
        loss = reconstruction + beta * divergence
        grads = torch.autograd.grad(loss, list(w.values()), retain_graph=True)
        add(f"vae/beta-{beta:.0f}", x=x, noise=noise, beta=beta, mean=mean,
            logVariance=logVariance, z=z, logits=logits, reconstruction=reconstruction.item(),
            kl=divergence.item(), loss=loss.item(), **w,
            **{f"d_{n}": g for n, g in zip(w, grads)})


for make in (dense, losses, optimizers, undercomplete, vae):
    make()
PATH.write_text(json.dumps(cases, separators=(",", ":")).replace('"},"', '"},\n"') + "\n")
print(f"{PATH.name}: {PATH.stat().st_size} bytes")
for name, case in cases.items():
    print(f"  {name}: {', '.join(case)}")
