"""Saved runs: what is recorded, what a crash costs, and the commands on them."""
import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import BINARY, SMALL, Terminal, command


class RunsCase(unittest.TestCase):
    """Each test has a folder of runs of its own."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.store = ["--runs", str(self.folder / "runs")]

    def train(self, *arguments, epochs=2):
        done = command("train", *SMALL, "--epochs", str(epochs), "--json", *self.store, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def runs(self):
        done = command("runs", "--json", *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def show(self, run):
        return json.loads(command("runs", "show", run, "--json", *self.store).stdout)

    def interrupted(self, *arguments, name=signal.SIGKILL):
        """Ends a training in its midst, once it has a checkpoint, and returns its run."""
        process = subprocess.Popen(
            [BINARY, "train", *SMALL, "--json", *self.store, *arguments],
            stdout=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            runs = self.runs()
            if runs and runs[0]["keptEpochs"]:
                break
            time.sleep(0.1)
        process.send_signal(name)
        process.communicate(timeout=20)
        return self.runs()[0]


class RecordingTests(RunsCase):
    def test_the_end_names_run_and_checkpoint(self):
        end = self.train()
        self.assertEqual(end["run"], "1")
        self.assertTrue(Path(end["checkpoint"]).is_file())
        run = self.show("1")
        self.assertEqual((run["status"], run["epochs"], run["model"]), ("finished", 2, "vae"))
        self.assertAlmostEqual(run["test"], end["test"]["loss"], places=9)

    def test_runs_are_where_the_environment_says(self):
        place = self.folder / "data"
        command("train", *SMALL, "--epochs", "1", env={"XDG_DATA_HOME": str(place)})
        self.assertTrue((place / "aexplorer/runs.sqlite").is_file())

    def test_no_runs_leaves_nothing(self):
        place = self.folder / "data"
        done = command("train", *SMALL, "--epochs", "1", "--no-runs", "--json",
                       env={"XDG_DATA_HOME": str(place)})
        self.assertNotIn("run", json.loads(done.stdout.splitlines()[-1]))
        self.assertFalse(place.exists())

    def test_pictures_and_benchmarks_leave_nothing(self):
        place = self.folder / "data"
        environment = {"XDG_DATA_HOME": str(place)}
        for arguments in (
                ["explore", *SMALL, "--snapshot", str(self.folder / "x.txt"), "--after", "2epochs"],
                ["bench", "--model", "M2", "--epochs", "1", "--images", "256"]):
            self.assertEqual(command(*arguments, env=environment).returncode, 0)
        self.assertFalse(place.exists())

    def test_the_explorer_records_what_it_trains(self):
        with Terminal("explore", *SMALL, *self.store) as terminal:
            terminal.expect(r"epoch +[3-9]|epoch +[1-9]\d", 30)
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)
        run, = self.runs()
        self.assertEqual(run["status"], "stopped")
        self.assertGreaterEqual(run["epochs"], 3)
        self.assertTrue(Path(run["checkpoint"]).is_file())

    def test_a_run_that_is_opened_and_left_is_as_it_was(self):
        self.train()
        before = self.runs()
        with Terminal("explore", "--run", "1", *self.store) as terminal:
            terminal.expect("run 1 as it was left")
            terminal.expect("paused")
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)
        self.assertEqual(self.runs(), before)

    def test_the_database_is_whole_and_in_wal_mode(self):
        self.train()
        database = sqlite3.connect(self.folder / "runs/runs.sqlite")
        self.addCleanup(database.close)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        self.assertEqual(database.execute("PRAGMA journal_mode").fetchone(), ("wal",))
        names = {name for name, in database.execute("SELECT DISTINCT name FROM metric")}
        self.assertEqual(names, {"loss", "reconstruction", "kl"})


class CrashTests(RunsCase):
    def test_a_run_that_was_killed_goes_on_to_the_same_bits(self):
        whole, again = self.folder / "whole.safetensors", self.folder / "again.safetensors"
        epochs = "150"
        run = self.interrupted("--epochs", epochs, "--batch", "32")
        self.assertEqual(run["status"], "interrupted")
        done = command("runs", "resume", run["run"], "--save", str(again), *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = command("train", *SMALL, "--epochs", epochs, "--batch", "32", "--no-runs", "--save",
                       str(whole))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(whole.read_bytes(), again.read_bytes())
        run = self.show(run["run"])
        self.assertEqual((run["status"], run["epochs"]), ("finished", int(epochs)))

    def test_termination_is_a_stop_and_saves_the_last_step(self):
        run = self.interrupted("--epochs", "100000", name=signal.SIGTERM)
        self.assertEqual(run["status"], "stopped")
        self.assertIn(f"step-{run['step']}", run["checkpoint"] + f"step-{run['step']}")

    def test_a_run_that_is_trained_is_neither_resumed_nor_deleted(self):
        process = subprocess.Popen(
            [BINARY, "train", *SMALL, "--epochs", "100000", *self.store],
            stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        end = time.monotonic() + 30
        while not self.runs() and time.monotonic() < end:
            time.sleep(0.1)
        for arguments in (["resume", "1"], ["delete", "1", "--yes"]):
            done = command("runs", *arguments, *self.store)
            self.assertEqual(done.returncode, 1)
            self.assertIn("run 1 is being trained by another aexplorer", done.stderr)

    def test_what_can_not_be_saved_is_trained_all_the_same(self):
        place = self.folder / "runs"
        place.mkdir()
        (place / "runs.sqlite").write_bytes(b"this is no database, but as long as one " * 40)
        done = command("train", *SMALL, "--epochs", "2", *self.store)
        self.assertEqual(done.returncode, 0)
        self.assertIn("epoch 2/2", done.stdout)
        self.assertEqual(done.stderr.count("this training is not saved"), 1)
        self.assertIn("runs.sqlite is damaged", done.stderr)

    def test_a_newer_store_is_refused_in_a_sentence(self):
        self.train()
        with sqlite3.connect(self.folder / "runs/runs.sqlite") as database:
            database.execute("PRAGMA user_version = 7")
        database.close()
        done = command("runs", *self.store)
        self.assertEqual(done.returncode, 1)
        self.assertIn("version 7", done.stderr)
        self.assertIn("a newer aexplorer opens it", done.stderr)

    def test_a_place_that_can_not_be_written_is_named(self):
        done = command("train", *SMALL, "--epochs", "1", "--runs", "/proc/nowhere")
        self.assertEqual(done.returncode, 0)
        self.assertIn("/proc/nowhere", done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)


class ScreenTests(RunsCase):
    def open(self, *keys):
        terminal = Terminal("explore", *SMALL, "--screen", "runs", *self.store)
        self.addCleanup(terminal.close)
        terminal.expect("Runs")
        return terminal

    def test_a_run_is_trained_on_from_the_list(self):
        self.train(epochs=3)
        terminal = self.open()
        terminal.expect(r"1 +vae +2 +3 ")
        terminal.send("c")
        terminal.expect("run 1 goes on after epoch 3")
        terminal.expect(r"epoch +([5-9]|\d\d)")
        terminal.send("q")
        self.assertEqual(terminal.wait(), 0)
        run = self.show("1")
        self.assertEqual(run["status"], "stopped")
        self.assertGreaterEqual(run["epochs"], 5)

    def test_a_fork_is_a_run_of_its_own(self):
        self.train(epochs=3)
        terminal = self.open()
        terminal.expect(r"1 +vae +2 +3 ")
        terminal.send("f")
        terminal.expect("a new run from epoch 3 of run 1")
        terminal.send(" ")
        terminal.expect(r"epoch +([5-9]|\d\d)")
        terminal.send("q")
        self.assertEqual(terminal.wait(), 0)
        forks = [run for run in self.runs() if run.get("forkedFrom")]
        self.assertEqual([fork["forkedFrom"] for fork in forks], ["1"])
        self.assertEqual(self.show("1")["epochs"], 3)

    def test_a_run_is_compared_with_the_training(self):
        self.train(epochs=3)
        terminal = self.open()
        terminal.expect(r"1 +vae +2 +3 ")
        terminal.send("v")
        terminal.expect("A now · B run 1")
        terminal.expect(r"step +[1-9]\S* +96")
        terminal.send("\x7f")
        terminal.expect("no rival yet")
        terminal.send("q")
        self.assertEqual(terminal.wait(), 0)

    def test_deleting_takes_it_from_the_list(self):
        self.train()
        terminal = self.open()
        terminal.send(" ")
        terminal.expect("1 +vae")
        terminal.send("/fin\n")
        terminal.expect("/fin")
        terminal.send("\x1b[3~")
        terminal.expect("Delete run 1")
        terminal.send("y")
        terminal.expect("run 1 is deleted")
        self.assertNotIn("1", [run["run"] for run in self.runs()])
        terminal.send("q")
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(terminal.left_behind(), [])

    def test_the_training_shown_is_in_the_list_as_it_goes(self):
        terminal = self.open()
        terminal.expect(r"1 +vae .*running", 20)
        terminal.send("q")
        self.assertEqual(terminal.wait(), 0)


class CommandTests(RunsCase):
    def test_without_runs_the_list_says_how_they_come(self):
        done = command("runs", *self.store)
        self.assertEqual(done.returncode, 0)
        self.assertIn("no runs in", done.stdout)
        self.assertFalse((self.folder / "runs").exists())

    def test_the_newest_comes_first(self):
        self.train()
        self.train("--model", "undercomplete")
        self.assertEqual([run["model"] for run in self.runs()], ["undercomplete", "vae"])
        lines = command("runs", *self.store).stdout.splitlines()
        self.assertRegex(lines[0], "run +model +data")
        self.assertRegex(lines[1], r" *2 +undercomplete +mnist-5k +\d+ +2/2")

    def test_show_has_terms_checkpoints_and_the_command(self):
        self.train()
        text = command("runs", "show", "1", *self.store).stdout
        for pattern in ("reconstruction +[0-9.]+ +[0-9.]+", "best, newest",
                        "aexplorer train --model vae --data mnist-5k .*--hidden 64,32"):
            self.assertRegex(text, pattern)

    def test_a_fork_begins_where_the_other_was_and_differs(self):
        self.train()
        done = command("runs", "fork", "1", "--set", "beta=4", "--epochs", "4", *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        fork, origin = self.runs()
        self.assertEqual((fork["forkedFrom"], fork["forkedAtEpoch"]), ("1", 2))
        self.assertEqual(fork["config"]["model"]["settings"], {"beta": 4})
        self.assertEqual((fork["epochs"], origin["epochs"]), (4, 2))

    def test_resuming_needs_epochs_to_do(self):
        self.train()
        done = command("runs", "resume", "1", *self.store)
        self.assertEqual(done.returncode, 64)
        self.assertIn("run 1 has done 2 of 2 epochs", done.stderr)
        done = command("runs", "resume", "1", "--epochs", "3", *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.show("1")["epochs"], 3)

    def test_the_history_is_a_table(self):
        self.train(epochs=3)
        done = command("runs", "export", "1", "--format", "csv", *self.store)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([row["epoch"] for row in rows], ["1", "2", "3"])
        for row in rows:
            self.assertAlmostEqual(
                float(row["test_loss"]),
                float(row["test_reconstruction"]) + float(row["test_kl"]), places=3)

    def test_exported_weights_are_those_of_the_run(self):
        end = self.train()
        path = self.folder / "out.safetensors"
        done = command("runs", "export", "1", "--output", str(path), *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(path.read_bytes(), Path(end["checkpoint"]).read_bytes())

    def test_deleting_asks_or_is_told(self):
        self.train()
        done = command("runs", "delete", "1", *self.store)
        self.assertEqual(done.returncode, 64)
        self.assertIn("--yes", done.stderr)
        with Terminal("runs", "delete", "1", *self.store) as terminal:
            terminal.expect("for good")
            terminal.send("n\n")
            self.assertEqual(terminal.wait(), 1)
        self.assertEqual(len(self.runs()), 1)
        done = command("runs", "delete", "1", "--yes", *self.store)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.runs(), [])
        self.assertEqual(list((self.folder / "runs/runs").iterdir()), [])

    def test_mistakes_get_a_sentence(self):
        self.train()
        for arguments, status, sentence in [
            (["show", "9"], 1, "there is no run 9"),
            (["resume", "9"], 1, "there is no run 9"),
            (["delete", "1", "9", "--yes"], 1, "there is no run 9"),
            (["fork", "1", "--epoch", "1"], 1, "it keeps those of 2"),
            (["fork", "1", "--set", "speed=1", "--epochs", "3"], 64, "no setting “speed”"),
            (["fork", "1", "--set", "beta", "--epochs", "3"], 64, "not key=value"),
            (["export", "1", "--format", "csv", "--epoch", "1"], 64, "csv has every epoch"),
            (["show", "one"], 64, "one"),
        ]:
            with self.subTest(arguments):
                done = command("runs", *arguments, *self.store)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(sentence, done.stderr)
        self.assertEqual(len(self.runs()), 1)


if __name__ == "__main__":
    unittest.main()
