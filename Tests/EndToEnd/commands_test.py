"""The commands without a screen."""
import gzip
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import numpy
from safetensors import safe_open

from support import BINARY, ROOT, SMALL, command


class TrainTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_json_has_a_start_an_epoch_each_and_an_end(self):
        done = command("train", *SMALL, "--epochs", "3", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([event["event"] for event in events],
                         ["start", "epoch", "epoch", "epoch", "end"])
        self.assertEqual(events[0]["model"], "vae")
        self.assertEqual([event["epoch"] for event in events[1:4]], [1, 2, 3])
        self.assertEqual(events[1]["step"], 32)
        for event in events[1:4]:
            test = event["test"]
            self.assertAlmostEqual(test["loss"], test["reconstruction"] + test["kl"], places=3)
        self.assertLess(events[3]["test"]["loss"], events[1]["test"]["loss"])
        self.assertEqual(events[-1]["reason"], "finished")

    def test_checkpoints_do_not_depend_on_the_number_of_threads(self):
        files = []
        for threads in ("1", "2", "3"):
            path = self.folder / f"{threads}.safetensors"
            done = command("train", *SMALL, "--epochs", "2", "--threads", threads, "--save",
                           str(path))
            self.assertEqual(done.returncode, 0, done.stderr)
            files.append(path.read_bytes())
        self.assertEqual(files[0], files[1])
        self.assertEqual(files[0], files[2])

    def test_python_reads_the_weights_under_their_names(self):
        path = self.folder / "vae.safetensors"
        command("train", *SMALL, "--epochs", "1", "--save", str(path))
        with safe_open(path, "numpy") as file:
            shapes = {name: list(file.get_tensor(name).shape) for name in file.keys()
                      if not name.startswith("optimizer.")}
            self.assertEqual(shapes, {
                "encoder.0.weight": [64, 784], "encoder.0.bias": [64],
                "encoder.1.weight": [32, 64], "encoder.1.bias": [32],
                "encoder.mean.weight": [2, 32], "encoder.mean.bias": [2],
                "encoder.logVariance.weight": [2, 32], "encoder.logVariance.bias": [2],
                "decoder.0.weight": [32, 2], "decoder.0.bias": [32],
                "decoder.1.weight": [64, 32], "decoder.1.bias": [64],
                "decoder.2.weight": [784, 64], "decoder.2.bias": [784]})
            self.assertTrue(numpy.isfinite(file.get_tensor("encoder.0.weight")).all())
            self.assertEqual(json.loads(file.metadata()["aexplorer.progress"])["epoch"], 1)

    def test_the_decoder_may_have_layers_of_its_own(self):
        path = self.folder / "free.safetensors"
        done = command("train", "--hidden", "32", "--decoder-hidden", "16,48", "--epochs", "1",
                       "--save", str(path))
        self.assertEqual(done.returncode, 0, done.stderr)
        with safe_open(path, "numpy") as file:
            shapes = [list(file.get_tensor(f"decoder.{index}.weight").shape) for index in range(3)]
        self.assertEqual(shapes, [[16, 2], [48, 16], [784, 48]])

    def test_interruption_saves_and_says_so(self):
        path = self.folder / "stopped.safetensors"
        process = subprocess.Popen(
            [BINARY, "train", *SMALL, "--epochs", "100000", "--json", "--save", str(path)],
            stdout=subprocess.PIPE, text=True)
        self.assertIn("start", process.stdout.readline())
        process.stdout.readline()
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(json.loads(output.splitlines()[-1])["reason"], "stopped")
        self.assertTrue(path.exists())
        self.assertLess(time.monotonic() - start, 10)

    def test_an_unwritable_place_is_named(self):
        done = command("train", *SMALL, "--epochs", "1", "--save", "/nowhere/x.safetensors")
        self.assertEqual(done.returncode, 64)
        self.assertIn("/nowhere/x.safetensors", done.stderr)
        self.assertIn("No such file or directory", done.stderr)

    def test_divergence_is_an_end_with_a_reason(self):
        done = command("train", *SMALL, "--epochs", "20", "--learning-rate", "1e6", "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["reason"], "diverged")
        self.assertRegex(done.stderr, "(?s)diverged at step .*--learning-rate")


class InputTests(unittest.TestCase):
    """Bad input gets one sentence, and an exit status that says whose mistake it was."""

    def test_usage_mistakes_exit_with_64(self):
        for arguments, sentence in [
            (["train", "--model", "nonsense"], "there is no model “nonsense”"),
            (["train", "--code-size", "0"], "code-size can't be 0"),
            (["train", "--hidden", "12,x"], "“x” is not a number"),
            (["train", "--decoder-hidden", "y"], "--decoder-hidden “y”: “y” is not a number"),
            (["train", "--set", "speed=1"], "no setting “speed”"),
            (["train", "--set", "beta=-1"], "beta can't be -1"),
            (["train", "--learning-rate", "0"], "learning-rate can't be 0"),
            (["train", "--batch", "0"], "batch can't be 0"),
            (["train", "--threads", "0"], "threads can't be 0"),
            (["train", "--epochs", "9223372036854775807"], "epochs can't be 9223372036854775807"),
            (["explore", "--epochs", "0"], "epochs can't be 0"),
            (["train", "--hidden", ",".join(["8"] * 40)], "at most 32 layers"),
            (["bench", "--images", "0"], "images can't be 0"),
            (["explore", "--snapshot", "x.txt", "--size", "huge"], "not columns x rows"),
            (["explore", "--noise", "snow"], "the kinds are gaussian"),
            (["models", "nonsense"], "there is no model “nonsense”"),
        ]:
            with self.subTest(arguments):
                done = command(*arguments)
                self.assertEqual(done.returncode, 64, done.stderr)
                self.assertIn(sentence, done.stderr)

    def test_unknown_data_lists_what_there_is(self):
        done = command("train", "--data", "mnist-5")
        self.assertEqual(done.returncode, 1)
        self.assertIn("mnist-5k", done.stderr)

    def test_a_truncated_file_is_named_with_its_offset(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "cut"
            shutil.copytree(ROOT / "datasets/mnist-5k", folder)
            path = folder / "train-images-idx3-ubyte.gz"
            whole = gzip.decompress(path.read_bytes())
            path.write_bytes(gzip.compress(whole[:100_000]))
            done = command("train", "--data", str(folder))
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(path), done.stderr)
            self.assertIn("100000", done.stderr.replace(",", ""))

    def test_without_a_terminal_the_explorer_names_the_alternatives(self):
        done = command()
        self.assertEqual(done.returncode, 1)
        self.assertIn("aexplorer train", done.stderr)
        self.assertIn("--snapshot", done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)

    def test_too_many_weights_are_refused(self):
        done = command("train", "--hidden", "8192,8192,8192")
        self.assertEqual(done.returncode, 1)
        self.assertIn("at most 100000000 weights", done.stderr)

    def test_a_pipe_is_no_checkpoint(self):
        with tempfile.TemporaryDirectory() as name:
            os.mkfifo(f"{name}/pipe")
            done = command("explore", "--checkpoint", f"{name}/pipe", "--snapshot", f"{name}/x.txt")
            self.assertEqual(done.returncode, 1)
            self.assertIn("not a regular file", done.stderr)

    def test_large_images_have_no_baseline_and_do_no_harm(self):
        with tempfile.TemporaryDirectory() as name:
            for part, count in (("train", 20), ("t10k", 10)):
                pixels = bytes(count * 70 * 70)
                header = struct.pack(">IIII", 0x803, count, 70, 70)
                Path(f"{name}/{part}-images-idx3-ubyte").write_bytes(header + pixels)
                labels = bytes(200 + index % 40 for index in range(count))
                Path(f"{name}/{part}-labels-idx1-ubyte").write_bytes(
                    struct.pack(">II", 0x801, count) + labels)
            done = command("explore", *SMALL, "--data", name, "--snapshot", f"{name}/x.txt",
                           "--after", "1epochs")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_damaged_checkpoint_is_refused(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "x.safetensors"
            path.write_bytes(b"not a checkpoint at all")
            done = command("explore", "--checkpoint", str(path), "--snapshot", f"{name}/x.txt")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{path} is not a readable checkpoint", done.stderr)


class ListTests(unittest.TestCase):
    def test_every_listed_model_is_described(self):
        done = command("models", "--json")
        models = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertIn("vae", [model["id"] for model in models])
        for model in models:
            text = command("models", model["id"])
            self.assertEqual(text.returncode, 0)
            self.assertIn(model["objective"], text.stdout)

    def test_the_shipped_digits_are_found_from_anywhere(self):
        done = command("datasets", "--json", cwd="/")
        shipped = json.loads(done.stdout.splitlines()[0])
        self.assertEqual(shipped["id"], "mnist-5k")
        self.assertTrue(Path(shipped["folder"]).is_dir())


class SnapshotTests(unittest.TestCase):
    def test_a_frame_goes_into_a_text_file_or_a_picture(self):
        with tempfile.TemporaryDirectory() as name:
            done = command("explore", *SMALL, "--snapshot", f"{name}/a.txt", "--after", "2epochs",
                           "--size", "100x30")
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = (Path(name) / "a.txt").read_text().splitlines()
            self.assertEqual(len(lines), 30)
            self.assertIn("vae", lines[0])
            done = command("explore", *SMALL, "--snapshot", f"{name}/a.png", "--after", "2epochs")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue((Path(name) / "a.png").read_bytes().startswith(b"\x89PNG\r\n"))

    def test_a_saved_model_is_opened(self):
        with tempfile.TemporaryDirectory() as name:
            command("train", *SMALL, "--epochs", "2", "--save", f"{name}/m.safetensors")
            done = command("explore", "--checkpoint", f"{name}/m.safetensors", "--snapshot",
                           f"{name}/a.txt", "--after", "0s")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("784-64-32-2", (Path(name) / "a.txt").read_text())


if __name__ == "__main__":
    unittest.main()
