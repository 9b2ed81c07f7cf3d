"""The benchmark's models in JAX. Modes: step, one compiled step a batch, which also gathers the
batch; scan, one compiled loop over the whole epoch."""
import shared

chosen = shared.options(["step", "scan"])

import functools  # noqa: E402

import jax  # noqa: E402
import numpy  # noqa: E402
from jax import lax, numpy as jnp  # noqa: E402

data = jnp.asarray(shared.images("train"))
generator = numpy.random.default_rng(0)


def weights(*shape):
    """A layer's parameters, Glorot-uniform; the last two sizes are channels in and out."""
    taps = int(numpy.prod(shape[:-2]))
    limit = (6 / (taps * (shape[-2] + shape[-1]))) ** 0.5
    values = generator.uniform(-limit, limit, shape).astype(numpy.float32)
    return {"w": jnp.asarray(values), "b": jnp.zeros(shape[-1])}


def dense_layers(sizes):
    return [weights(*pair) for pair in zip(sizes, sizes[1:])]


def apply(layer, x):
    return x @ layer["w"] + layer["b"]


def hidden(layers, x):
    for layer in layers:
        x = jax.nn.relu(apply(layer, x))
    return x


def decode_dense(parameters, z):
    *first, last = parameters["decoder"]
    return apply(last, hidden(first, z))


def convolve(layer, x, padding="SAME"):
    return layer["b"] + lax.conv_general_dilated(
        x, layer["w"], (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "SAME")


def double(x):
    return jnp.repeat(jnp.repeat(x, 2, axis=1), 2, axis=2)


def encode_images(parameters, x):
    x = x.reshape(-1, 28, 28, 1)
    for layer in parameters["encoder"]:
        x = pool(jax.nn.relu(convolve(layer, x)))
    return x


def decode_images(parameters, z):
    first, second, third, last = parameters["decoder"]
    z = double(jax.nn.relu(convolve(first, z)))
    z = double(jax.nn.relu(convolve(second, z)))
    z = double(jax.nn.relu(convolve(third, z, "VALID")))
    return convolve(last, z).reshape(-1, 784)


def cross_entropy(logits, x):
    return jnp.maximum(logits, 0) - logits * x + jnp.log1p(jnp.exp(-jnp.abs(logits)))


def plain(encoder, decoder):
    return lambda p, x, key: jnp.mean(cross_entropy(decoder(p, encoder(p, x)), x))


def build():
    """The parameters, and the functions: objective, encoder, decoder."""
    if chosen.model in shared.DENSE:
        encoder, decoder = shared.DENSE[chosen.model]
        parameters = {"encoder": dense_layers(encoder), "decoder": dense_layers(decoder)}
        encode = lambda p, x: hidden(p["encoder"], x)  # noqa: E731
        return parameters, plain(encode, decode_dense), encode, decode_dense
    if chosen.model not in shared.VARIATIONAL:
        parameters = {
            "encoder": [weights(3, 3, 1, 16), weights(3, 3, 16, 8), weights(3, 3, 8, 8)],
            "decoder": [weights(3, 3, 8, 8), weights(3, 3, 8, 8), weights(3, 3, 8, 16),
                        weights(3, 3, 16, 1)]}
        return parameters, plain(encode_images, decode_images), encode_images, decode_images
    encoder, size, decoder = shared.VARIATIONAL[chosen.model]
    parameters = {
        "encoder": dense_layers(encoder), "decoder": dense_layers(decoder),
        "mean": weights(encoder[-1], size), "log_variance": weights(encoder[-1], size)}

    def objective(p, x, key):
        h = hidden(p["encoder"], x)
        mean, log_variance = apply(p["mean"], h), apply(p["log_variance"], h)
        z = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * log_variance)
        error = jnp.sum(cross_entropy(decode_dense(p, z), x))
        divergence = -0.5 * jnp.sum(1 + log_variance - mean * mean - jnp.exp(log_variance))
        return (error + divergence) / x.shape[0]

    return (parameters, objective, lambda p, x: apply(p["mean"], hidden(p["encoder"], x)),
            decode_dense)


parameters, objective, encode, decode = build()
each = jax.tree_util.tree_map


def update(state, x):
    """One step of Adam."""
    p, m, v, count, key = state
    key, noise = jax.random.split(key)
    loss, g = jax.value_and_grad(objective)(p, x, noise)
    count = count + 1
    m = each(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    first, second = 1 - 0.9 ** count, 1 - 0.999 ** count
    p = each(lambda p, m, v: p - shared.RATE * (m / first) / (jnp.sqrt(v / second) + 1e-8), p, m, v)
    return (p, m, v, count, key), loss


@functools.partial(jax.jit, donate_argnums=0)
def step(state, data, samples):
    return update(state, data[samples])


@functools.partial(jax.jit, donate_argnums=0)
def scan(state, data, order):
    return lax.scan(lambda state, samples: update(state, data[samples]), state, order)


state = (parameters, each(jnp.zeros_like, parameters), each(jnp.zeros_like, parameters),
         jnp.float32(0), jax.random.key(0))
batches = min(chosen.images, data.shape[0]) // chosen.batch


def epoch():
    global state
    order = generator.permutation(data.shape[0])[:batches * chosen.batch].astype(numpy.int32)
    order = order.reshape(batches, chosen.batch)
    if chosen.mode == "scan":
        state, losses = scan(state, data, order)
        return float(losses.mean())
    losses = []
    for samples in order:
        state, loss = step(state, data, samples)
        losses.append(loss)
    return float(numpy.mean([float(loss) for loss in losses]))


state, loss = step(state, data, numpy.arange(chosen.batch, dtype=numpy.int32))
float(loss)
first_step = shared.process_age()
epochs = list(shared.timed(epoch, chosen.epochs + 1))
test = jnp.asarray(shared.images("t10k"))
code = jnp.asarray(generator.normal(size=(1, *shared.code_shape(chosen.model))), jnp.float32)
encoder = jax.jit(encode)
decoder = jax.jit(lambda p, z: jax.nn.sigmoid(decode(p, z)))
shared.report(chosen, "jax", jax.__version__, first_step, epochs,
              lambda: encoder(state[0], test).block_until_ready(),
              lambda: decoder(state[0], code).block_until_ready())
