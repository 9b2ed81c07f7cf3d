#!/usr/bin/env python3
"""Writes Tests/ModelsTests/Fixtures/sparse.json: the regularised autoencoders by PyTorch.

Each case holds the terms, the loss and all gradients for four samples of six pixels, in float64.
Parameter p (in the order of the checkpoint, from 0) is 0.7 * sin(1.3 * i + p), rounded to float32;
weights are [out, in], as in torch.nn.Linear. The pixels are 0.5 + 0.5 * sin(0.9 * i + 0.2).
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
PATH = pathlib.Path(__file__).resolve().parents[1] / "ModelsTests/Fixtures/sparse.json"
X = (0.5 + 0.5 * torch.sin(0.9 * torch.arange(24) + 0.2)).float().double().reshape(4, 6)
cases = {}


def parameters(**shapes):
    """Returns named parameters; `encoder_0_weight` becomes `encoder.0.weight`."""
    result = {}
    for number, (name, shape) in enumerate(shapes.items()):
        count = torch.Size(shape).numel()
        values = (0.7 * torch.sin(1.3 * torch.arange(count) + number)).float().double()
        result[name.replace("_", ".")] = values.reshape(shape).requires_grad_()
    return result


def layer(x, w, name):
    return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def sse(output, target=X):
    return ((output - target) ** 2).sum(1).mean()


def bce(logits, target=X):
    return F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1).mean()


def add(name, w, terms, weights):
    loss = sum(weight * terms[term] for term, weight in weights.items())
    grads = torch.autograd.grad(loss, list(w.values()), allow_unused=True, retain_graph=True)
    case = {"loss": loss.item()}
    case |= {f"term {term}": value.item() for term, value in terms.items()}
    for key, grad in zip(w, grads):
        if grad is not None:
            case[key] = {"shape": list(grad.shape), "values": grad.flatten().tolist()}
    cases[name] = case


def plain(units):
    return parameters(encoder_0_weight=(units, 6), encoder_0_bias=(units,),
                      decoder_0_weight=(6, units), decoder_0_bias=(6,))


def sparse_l1():
    w = plain(8)
    code = F.relu(layer(X, w, "encoder.0"))
    terms = {"reconstruction": sse(layer(code, w, "decoder.0")),
             "sparsity": code.abs().sum(1).mean(),
             "active units": (code > 0).double().sum(1).mean()}
    add("sparse-l1", w, terms, {"reconstruction": 1, "sparsity": 0.3})


def sparse_kl():
    w = plain(8)
    code = torch.sigmoid(layer(X, w, "encoder.0"))
    r, rho = code.mean(0), 0.1
    divergence = (rho * torch.log(rho / r) + (1 - rho) * torch.log((1 - rho) / (1 - r))).sum()
    terms = {"reconstruction": sse(layer(code, w, "decoder.0")), "sparsity": divergence,
             "mean activation": code.mean()}
    add("sparse-kl", w, terms, {"reconstruction": 1, "sparsity": 2.5})


def largest(x, k, allowed=None):
    scores = x if allowed is None else x.masked_fill(~allowed, -torch.inf)
    values, places = torch.topk(scores, min(k, x.shape[1] if allowed is None else int(allowed.sum())))
    return torch.zeros_like(x).scatter(1, places, values)


def topk_sparse():
    w = plain(8)
    activations = layer(X, w, "encoder.0")
    code = largest(activations, 2)
    idle = (code != 0).sum(0) == 0
    revived = code.detach() + largest(activations, 2, idle)
    terms = {"reconstruction": sse(layer(code, w, "decoder.0")),
             "revival": sse(layer(revived, w, "decoder.0")),
             "idle units": idle.sum().double()}
    add("topk-sparse", w, terms, {"reconstruction": 1, "revival": 0.5})


def stacked():
    def make():
        return parameters(
            encoder_0_weight=(5, 6), encoder_0_bias=(5,), encoder_1_weight=(2, 5),
            encoder_1_bias=(2,), decoder_0_weight=(5, 2), decoder_0_bias=(5,),
            decoder_1_weight=(6, 5), decoder_1_bias=(6,))
    w = make()
    hidden = torch.tanh(layer(X, w, "encoder.0"))
    code = layer(hidden, w, "encoder.1")
    output = layer(torch.tanh(layer(code, w, "decoder.0")), w, "decoder.1")
    add("stacked/fine-tuning", w, {"reconstruction": bce(output)}, {"reconstruction": 1})
    add("stacked/layer-1", w, {"layer 1": bce(layer(hidden, w, "decoder.1"))}, {"layer 1": 1})
    below = hidden.detach()
    output = torch.tanh(layer(layer(below, w, "encoder.1"), w, "decoder.0"))
    add("stacked/layer-2", w, {"layer 2": sse(output, below)}, {"layer 2": 1})


def jacobian_norm(encode):
    """Returns the mean over the samples of the squared Frobenius norm of d code / d input."""
    total = 0
    for row in X:
        jacobian = torch.autograd.functional.jacobian(encode, row, create_graph=True)
        total = total + (jacobian ** 2).sum()
    return total / len(X)


def contractive():
    for name, function in (("sigmoid", torch.sigmoid), ("tanh", torch.tanh)):
        w = parameters(encoder_0_weight=(3, 6), encoder_0_bias=(3,), decoder_0_bias=(6,))
        code = function(layer(X, w, "encoder.0"))
        logits = code @ w["encoder.0.weight"] + w["decoder.0.bias"]
        terms = {"reconstruction": bce(logits),
                 "contraction": jacobian_norm(lambda x: function(layer(x, w, "encoder.0")))}
        add(f"contractive/{name}", w, terms, {"reconstruction": 1, "contraction": 0.7})
    w = parameters(encoder_0_weight=(5, 6), encoder_0_bias=(5,), encoder_1_weight=(3, 5),
                   encoder_1_bias=(3,), decoder_0_bias=(5,), decoder_1_bias=(6,))

    def encode(x):
        return torch.sigmoid(layer(torch.tanh(layer(x, w, "encoder.0")), w, "encoder.1"))

    hidden = torch.tanh(encode(X) @ w["encoder.1.weight"] + w["decoder.0.bias"])
    logits = hidden @ w["encoder.0.weight"] + w["decoder.1.bias"]
    terms = {"reconstruction": bce(logits), "contraction": jacobian_norm(encode)}
    add("contractive/deep", w, terms, {"reconstruction": 1, "contraction": 0.7})


for make in (sparse_l1, sparse_kl, topk_sparse, stacked, contractive):
    make()
PATH.write_text(json.dumps(cases, separators=(",", ":")).replace('},"', '},\n"') + "\n")
print(f"{PATH.name}: {PATH.stat().st_size} bytes; {', '.join(cases)}")
