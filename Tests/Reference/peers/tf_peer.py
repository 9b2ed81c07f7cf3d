"""The benchmark's models in TensorFlow. Modes: fit, Keras' own loop; fitjit, the same compiled by
XLA; functionjit, a compiled step in a loop of our own, which also gathers the batch."""
import shared

chosen = shared.options(["fit", "fitjit", "functionjit"])

import time  # noqa: E402

import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

tf.config.threading.set_intra_op_parallelism_threads(chosen.threads)
tf.config.threading.set_inter_op_parallelism_threads(chosen.threads)
keras.utils.set_random_seed(0)
pixels = shared.images("train")


def dense(sizes, activates_last):
    sizes = sizes[1:]
    return keras.Sequential([
        layers.Dense(size, "relu" if activates_last or index < len(sizes) - 1 else None)
        for index, size in enumerate(sizes)])


def convolution(channels, activation="relu", padding="same"):
    return layers.Conv2D(channels, 3, activation=activation, padding=padding)


def convolutional():
    encoder, decoder = [layers.Reshape((28, 28, 1))], []
    for channels in (16, 8, 8):
        encoder += [convolution(channels), layers.MaxPooling2D(2, padding="same")]
    for channels, padding in ((8, "same"), (8, "same"), (16, "valid")):
        decoder += [convolution(channels, padding=padding), layers.UpSampling2D(2)]
    return (keras.Sequential(encoder),
            keras.Sequential(decoder + [convolution(1, None), layers.Reshape((784,))]))


class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.size = None
        if chosen.model in shared.DENSE:
            encoder, decoder = shared.DENSE[chosen.model]
            self.encoder, self.decoder = dense(encoder, True), dense(decoder, False)
        elif chosen.model in shared.VARIATIONAL:
            encoder, self.size, decoder = shared.VARIATIONAL[chosen.model]
            self.encoder, self.decoder = dense(encoder, True), dense(decoder, False)
            self.mean, self.log_variance = layers.Dense(self.size), layers.Dense(self.size)
        else:
            self.encoder, self.decoder = convolutional()
        self.tracker = keras.metrics.Mean("loss")

    @property
    def metrics(self):
        return [self.tracker]

    def encode(self, x):
        hidden = self.encoder(x)
        return hidden if self.size is None else self.mean(hidden)

    def decode(self, z):
        return tf.sigmoid(self.decoder(z))

    def call(self, x):
        return self.decode(self.encode(x))

    def objective(self, x):
        entropy = tf.nn.sigmoid_cross_entropy_with_logits
        hidden = self.encoder(x)
        if self.size is None:
            return tf.reduce_mean(entropy(labels=x, logits=self.decoder(hidden)))
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        z = mean + tf.random.normal(tf.shape(mean)) * tf.exp(0.5 * log_variance)
        error = tf.reduce_sum(entropy(labels=x, logits=self.decoder(z)))
        divergence = -0.5 * tf.reduce_sum(1 + log_variance - mean * mean - tf.exp(log_variance))
        return (error + divergence) / tf.cast(tf.shape(x)[0], tf.float32)

    def learn(self, x):
        with tf.GradientTape() as tape:
            loss = self.objective(x)
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    def train_step(self, x):
        self.tracker.update_state(self.learn(x[0] if isinstance(x, tuple) else x))
        return {"loss": self.tracker.result()}


network = Network()
network.objective(tf.constant(pixels[:2]))
network(tf.constant(pixels[:2]))
network.compile(optimizer=keras.optimizers.Adam(shared.RATE),
                jit_compile=chosen.mode == "fitjit")
network.built = True
network.optimizer.build(network.trainable_variables)
batches = min(chosen.images, pixels.shape[0]) // chosen.batch


class Stopwatch(keras.callbacks.Callback):
    """Keeps seconds and loss of each epoch."""

    def __init__(self):
        super().__init__()
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append((time.perf_counter() - self.start, float(logs["loss"])))


def fit_all():
    """One call of fit for all epochs, as people do it."""
    some = pixels[numpy.random.default_rng(0).permutation(len(pixels))[:batches * chosen.batch]]
    network.fit(some[:chosen.batch], batch_size=chosen.batch, verbose=0)
    first_step = shared.process_age()
    watch = Stopwatch()
    network.fit(some, batch_size=chosen.batch, epochs=chosen.epochs + 1, shuffle=True, verbose=0,
                callbacks=[watch])
    return first_step, watch.epochs


def loop_all():
    """A loop around a compiled step."""
    data = tf.constant(pixels)
    generator = numpy.random.default_rng(0)
    learn = tf.function(network.learn, jit_compile=True)

    @tf.function
    def step(samples):
        return learn(tf.gather(data, samples))

    def epoch():
        order = generator.permutation(len(pixels))[:batches * chosen.batch].astype(numpy.int32)
        order = tf.constant(order.reshape(batches, chosen.batch))
        losses = [step(order[index]) for index in range(batches)]
        return float(numpy.mean([float(loss) for loss in losses]))

    float(step(tf.range(chosen.batch)))
    first_step = shared.process_age()
    return first_step, list(shared.timed(epoch, chosen.epochs + 1))


first_step, epochs = loop_all() if chosen.mode == "functionjit" else fit_all()
test = tf.constant(shared.images("t10k"))
code = tf.random.normal((1,) + shared.code_shape(chosen.model))
compiles = chosen.mode != "fit"
encode = tf.function(network.encode, jit_compile=compiles)
decode = tf.function(network.decode, jit_compile=compiles)
shared.report(chosen, "tf", tf.__version__, first_step, epochs,
              lambda: encode(test).numpy(), lambda: decode(code).numpy())
