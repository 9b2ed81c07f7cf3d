"""What the peers of the throughput benchmark have in common: options, data, time, and the line of JSON.

Import it before the framework: it decides how many processors the framework sees.
"""
import argparse
import gzip
import json
import os
import resource
import statistics
import sys
import time

DENSE = {"M1": ([784, 128, 64, 32], [32, 64, 128, 784]), "M2": ([784, 32], [32, 784])}
VARIATIONAL = {"M4": ([784, 400], 20, [20, 400, 784]),
               "M5": ([784, 512, 256], 2, [2, 256, 512, 784])}
MODELS = ["M1", "M2", "M3", "M4", "M5"]
RATE = 1e-3
FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")


def code_shape(model):
    """The shape of one code, channels last."""
    if model in DENSE:
        return (DENSE[model][1][0],)
    return (VARIATIONAL[model][1],) if model in VARIATIONAL else (4, 4, 8)


def options(modes):
    """Reads the command line, and confines this process to as many processors as it may use."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--epochs", type=int, default=2, help="timed ones, after one that is not")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--images", type=int, default=60000, help="of each epoch")
    parser.add_argument("--inference", action="store_true")
    chosen = parser.parse_args()
    processors = sorted(os.sched_getaffinity(0))[:chosen.threads]
    os.sched_setaffinity(0, processors)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(chosen.threads)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    return chosen


def images(split):
    """The images of a split, `[count, 784]`, in 0…1."""
    import numpy
    with gzip.open(f"{FOLDER}/{split}-images-idx3-ubyte.gz") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return pixels.reshape(-1, 784).astype(numpy.float32) / numpy.float32(255)


def process_age():
    """Seconds since this process was started."""
    with open("/proc/self/stat") as file:
        ticks = int(file.read().rsplit(")", 1)[1].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def timed(epoch, count):
    """Runs `epoch`, which returns its mean loss, `count` times; yields seconds and losses."""
    for _ in range(count):
        start = time.perf_counter()
        loss = epoch()
        yield time.perf_counter() - start, loss


def call_times(call, limit=2.0):
    """The times of a call, of as many as fit into `limit` seconds, at least five."""
    warm = time.perf_counter() + limit / 4
    while time.perf_counter() < warm:
        call()
    seconds, end = [], time.perf_counter() + limit
    while len(seconds) < 5 or (time.perf_counter() < end and len(seconds) < 3000):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    seconds.sort()
    return {"median": statistics.median(seconds), "min": seconds[0],
            "p99": seconds[len(seconds) * 99 // 100], "n": len(seconds)}


def report(chosen, framework, version, first_step, epochs, encode=None, decode=None):
    """Prints the line: `epochs` are pairs of seconds and losses, of which the first is not timed."""
    steps = min(chosen.images, 60000) // chosen.batch
    epochs = list(epochs)
    rates = [steps * chosen.batch / seconds for seconds, _ in epochs[1:]]
    line = {
        "framework": framework, "version": version, "model": chosen.model, "mode": chosen.mode,
        "threads": chosen.threads, "batch": chosen.batch, "img_per_s": [round(r) for r in rates],
        "img_per_s_median": round(statistics.median(rates)),
        "epoch_loss": [loss for _, loss in epochs], "first_step_s": first_step,
    }
    if chosen.inference:
        line["decode1_s"] = call_times(decode)
        line["encode10k_s"] = call_times(encode)
    line["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(line))
    sys.stdout.flush()
