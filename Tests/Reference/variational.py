#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/variational.json: float64 values and gradients by PyTorch.

The parts of the variational family that are more than a sum of elementary functions. Arrays are
written as in gradients.py, whose inputs these are too.
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/variational.json"
cases = {}


def wave(*shape, amplitude=1.0, a=1.0, b=0.0):
    """Returns amplitude * sin(a * i + b) over a shape."""
    count = torch.Size(shape).numel()
    return (amplitude * torch.sin(a * torch.arange(count) + b)).reshape(shape)


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "values": value.detach().flatten().tolist()}
    return value


def add(name, **arrays):
    cases[name] = {key: plain(value) for key, value in arrays.items()}


def gradients(loss, **inputs):
    return {f"d_{name}": gradient for name, gradient in
            zip(inputs, torch.autograd.grad(loss, list(inputs.values())))}


def stratified_weights(batch, data):
    """w_ij of Chen et al. (2018), appendix C.2: 1/N for the sample itself."""
    rest = batch - 1
    weights = torch.full((batch, batch), 1 / rest)
    for i in range(batch):
        weights[i, (i + 1) % batch] = (data - rest) / (data * rest)
        weights[i, i] = 1 / data
    assert torch.allclose(weights.sum(1), torch.ones(batch))
    return weights


def aggregated_density():
    for batch, data in ((5, 40), (2, 3)):
        parameters = wave(batch, 6, amplitude=1.2, a=1.7, b=0.4).requires_grad_()
        z = wave(batch, 3, amplitude=1.5, a=0.8, b=1.1).requires_grad_()
        probe = wave(batch, 4, a=1.9, b=0.3)
        mean, log_variance = parameters[:, :3], parameters[:, 3:]
        density = -0.5 * ((z[:, None] - mean) ** 2 / log_variance.exp() + log_variance
                          + math.log(2 * math.pi))
        log_weights = stratified_weights(batch, data).log()
        joint = torch.logsumexp(density.sum(2) + log_weights, 1)
        marginals = torch.logsumexp(density + log_weights[:, :, None], 1)
        output = torch.cat([joint[:, None], marginals], 1)
        add(f"aggregated-density/{batch}", parameters=parameters, z=z, data=data, probe=probe,
            output=output, **gradients((output * probe).sum(), parameters=parameters, z=z))


def importance_weighted():
    parameters = wave(4, 4, amplitude=1.1, a=1.3, b=0.2).requires_grad_()
    noises = [wave(4, 2, a=2.3, b=0.9 + i) for i in range(3)]
    centre = wave(4, 2, a=0.6, b=0.5)
    mean, log_variance = parameters[:, :2], parameters[:, 2:]
    logs = []
    for noise in noises:
        z = mean + torch.exp(log_variance / 2) * noise
        prior = torch.distributions.Normal(0, 1).log_prob(z).sum(1)
        posterior = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
        logs.append(-((z - centre) ** 2).sum(1) + prior - posterior.log_prob(z).sum(1))
    bound = -(torch.logsumexp(torch.stack(logs, 1), 1) - math.log(3))
    add("importance-weighted", parameters=parameters, noise0=noises[0], noise1=noises[1],
        noise2=noises[2], centre=centre, bound=bound,
        **gradients(bound.mean(), parameters=parameters))


def vector_quantised():
    z = wave(4, 6, amplitude=1.4, a=1.1, b=0.3).requires_grad_()
    codebook = wave(5, 2, amplitude=1.2, a=2.1, b=0.8)
    use, sums = 0.1 + 0.05 * wave(5, a=1.0), wave(5, 2, amplitude=0.2, a=0.9)
    probe = wave(4, 6, a=1.7, b=0.6)
    parts = z.reshape(-1, 2)
    numbers = torch.cdist(parts, codebook).argmin(1)
    e = codebook[numbers].reshape(4, 6)
    straight = z + (e - z).detach()
    loss = ((straight * probe) ** 2).sum(1) + 0.25 * ((z - e.detach()) ** 2).sum(1)
    counts = torch.bincount(numbers, minlength=5) / len(numbers)
    totals = torch.zeros(5, 2).index_add(0, numbers, parts.detach()) / len(numbers)
    decay = 0.9
    add("vector-quantised", z=z, codebook=codebook, use=use, sums=sums, probe=probe,
        numbers=numbers.double().reshape(4, 3), codes=e, perSample=loss,
        newUse=decay * use + (1 - decay) * counts, newSums=decay * sums + (1 - decay) * totals,
        **gradients(loss.mean(), z=z))


for make in (aggregated_density, importance_weighted, vector_quantised):
    make()
PATH.write_text(json.dumps(cases, separators=(",", ":")).replace('"},"', '"},\n"') + "\n")
print(f"{PATH.name}: {PATH.stat().st_size} bytes")
for name, case in cases.items():
    print(f"  {name}: {', '.join(case)}")
