"""Compressing images with a saved model, and restoring them."""
import json
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy

from support import SMALL, command


class CompressTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.model = self.folder / "model.safetensors"
        done = command("train", *SMALL, "--set", "binarisation=threshold", "--epochs", "2",
                       "--save", str(self.model))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_file_of_images_comes_back_as_it_was(self):
        bits, images = self.folder / "digits.bits", self.folder / "digits-idx3-ubyte"
        done = command("compress", "--checkpoint", str(self.model), "--images", "200", "--save",
                       str(bits), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        self.assertTrue(result["isExact"])
        self.assertEqual(result["bytes"], bits.stat().st_size)
        self.assertLess(abs(result["bitsAnImage"] / result["boundInBitsAnImage"] - 1), 0.03)
        done = command("compress", "--checkpoint", str(self.model), "--restore", str(bits), "--save",
                       str(images))
        self.assertEqual(done.returncode, 0, done.stderr)
        data = images.read_bytes()
        self.assertEqual(numpy.frombuffer(data[:16], ">u4").tolist(), [0x803, 200, 28, 28])
        self.assertEqual(set(data[16:]), {0, 255})
        self.assertEqual(len(data), 16 + 200 * 784)

    def test_damaged_and_foreign_files_are_named(self):
        bits, images = self.folder / "digits.bits", self.folder / "images"
        command("compress", "--checkpoint", str(self.model), "--images", "20", "--save", str(bits))
        data = bytearray(bits.read_bytes())
        data[len(data) // 2] ^= 1
        bits.write_bytes(data)
        for path in (bits, self.model, self.folder / "missing"):
            done = command("compress", "--checkpoint", str(self.model), "--restore", str(path),
                           "--save", str(images))
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(path.name, done.stderr)
            self.assertFalse(images.exists())

    def test_a_model_of_grey_pixels_is_refused_before_it_is_trained(self):
        done = command("compress", *SMALL, "--epochs", "1000000")
        self.assertEqual(done.returncode, 1)
        self.assertIn("binarisation", done.stderr)


if __name__ == "__main__":
    unittest.main()
