"""The benchmark's models in PyTorch. Modes: eager; fused, with the fused Adam; compile, with
torch.compile and the fused Adam; each with _cl for images channels last (M3)."""
import shared

MODES = [mode + layout for layout in ("", "_cl") for mode in ("eager", "fused", "compile")]
chosen = shared.options(MODES)

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy  # noqa: E402

torch.set_num_threads(chosen.threads)
torch.manual_seed(0)
data = torch.from_numpy(shared.images("train"))
channels_last = chosen.mode.endswith("_cl")
mode = chosen.mode.removesuffix("_cl")


def dense(sizes, activates_last):
    parts = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        parts.append(nn.Linear(inputs, outputs))
        if activates_last or index < len(sizes) - 2:
            parts.append(nn.ReLU())
    return nn.Sequential(*parts)


class Plain(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = dense(encoder, True), dense(decoder, False)

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        return cross_entropy(self.decoder(self.encoder(x)), x)


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()

        def block(inputs, outputs, then, padding=1):
            return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU(), then]

        def pool():
            return nn.MaxPool2d(2, ceil_mode=True)

        def double():
            return nn.Upsample(scale_factor=2)

        self.encoder = nn.Sequential(
            *block(1, 16, pool()), *block(16, 8, pool()), *block(8, 8, pool()))
        self.decoder = nn.Sequential(
            *block(8, 8, double()), *block(8, 8, double()), *block(8, 16, double(), padding=0),
            nn.Conv2d(16, 1, 3, padding=1))

    def encode(self, x):
        x = x.view(-1, 1, 28, 28)
        return self.encoder(x.contiguous(memory_format=torch.channels_last) if channels_last else x)

    def forward(self, x):
        return cross_entropy(self.decoder(self.encode(x)).reshape(x.shape), x)


class Variational(nn.Module):
    def __init__(self, encoder, code, decoder):
        super().__init__()
        self.encoder, self.decoder = dense(encoder, True), dense(decoder, False)
        self.mean, self.log_variance = nn.Linear(encoder[-1], code), nn.Linear(encoder[-1], code)

    def encode(self, x):
        return self.mean(self.encoder(x))

    def forward(self, x):
        hidden = self.encoder(x)
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        error = cross_entropy(self.decoder(z), x, reduction="sum")
        divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
        return (error + divergence) / x.shape[0]


def build():
    if chosen.model in shared.DENSE:
        return Plain(*shared.DENSE[chosen.model])
    if chosen.model in shared.VARIATIONAL:
        return Variational(*shared.VARIATIONAL[chosen.model])
    return Convolutional()


network = build()
for module in network.modules():
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
if channels_last:
    network = network.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(network.parameters(), lr=shared.RATE, fused=mode != "eager" or None)
objective = torch.compile(network) if mode == "compile" else network


def step(x):
    optimizer.zero_grad(set_to_none=True)
    loss = objective(x)
    loss.backward()
    optimizer.step()
    return loss.detach()


def epoch():
    order = torch.randperm(data.shape[0])
    count = min(chosen.images, data.shape[0]) // chosen.batch
    losses = [step(data[order[i * chosen.batch:(i + 1) * chosen.batch]]) for i in range(count)]
    return float(torch.stack(losses).mean())


step(data[:chosen.batch]).item()
first_step = shared.process_age()
epochs = list(shared.timed(epoch, chosen.epochs + 1))
shape = shared.code_shape(chosen.model)
code = torch.randn(1, *(shape if len(shape) == 1 else (shape[2], *shape[:2])))
test = torch.from_numpy(shared.images("t10k"))
encode, decode = network.encode, lambda z: torch.sigmoid(network.decoder(z))
if mode == "compile":
    encode, decode = torch.compile(encode), torch.compile(decode)
with torch.inference_mode():
    shared.report(chosen, "torch", torch.__version__, first_step, epochs,
                  lambda: encode(test), lambda: decode(code))
