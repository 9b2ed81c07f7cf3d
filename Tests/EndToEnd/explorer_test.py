"""The explorer: the real binary in a real pseudo-terminal."""
import os
import random
import re
import signal
import time
import unittest

from support import BINARY, SMALL, Terminal, screens

# Slow enough for a screen test to read numbers that stand still.
START = [*SMALL]


def epoch(terminal):
    return int(re.search(r"epoch +(\d+)", terminal.text()).group(1))


class FirstLookTests(unittest.TestCase):
    def test_five_panes_live_within_seconds(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"epoch +[1-9]")
            for title in ("Loss", "Digit", "Latent", "Decoded", "Code"):
                terminal.expect(title)
            first = epoch(terminal)
            end = time.monotonic() + 10
            while epoch(terminal) == first and time.monotonic() < end:
                terminal.pump(0.1)
            self.assertGreater(epoch(terminal), first)

    def test_keys_do_what_the_footer_says(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"epoch +[1-9]")
            terminal.send(" ")
            terminal.expect("paused")
            terminal.expect(r"Digit 1/1000")
            terminal.send("n")
            terminal.expect(r"Digit 2/1000")
            terminal.send("p")
            terminal.expect(r"Digit 1/1000")
            terminal.send("x")
            terminal.expect(r"corrupted")
            terminal.send("?")
            terminal.expect("(?i)help|keys")
            terminal.send("\x1b")
            terminal.expect("Latent")
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)
            self.assertEqual(terminal.left_behind(), [])

    def test_a_divergence_is_told_and_the_explorer_goes_on(self):
        with Terminal(*START, "--learning-rate", "10") as terminal:
            terminal.expect(r"Diverged at step \d+")
            terminal.expect(r"Weights of step \d+ are back")
            terminal.send("n")
            terminal.expect(r"Digit 2/1000")
            # Each press halves the rate, until training gets on.
            for _ in range(20):
                terminal.send(" ")
                terminal.pump(0.3)
                if re.search(r"epoch +[1-9]", terminal.text()) and "iverged" not in terminal.text():
                    break
            self.assertRegex(terminal.text(), r"epoch +[1-9]")
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)

    def test_two_quick_spaces_pause_and_go_on(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"epoch +[1-9]")
            for _ in range(20):
                terminal.send("  ")
                terminal.pump(0.02)
            terminal.pump(0.5)
            self.assertNotIn("paused", terminal.text())
            first = epoch(terminal)
            terminal.pump(1.5)
            self.assertGreater(epoch(terminal), first)

    def test_beginning_again_answers_at_once(self):
        # A network whose steps take a while.
        with Terminal("--hidden", "1024,512") as terminal:
            terminal.expect(r"epoch 0", 30)
            for seed in range(2, 6):
                terminal.send("\x12")
                terminal.expect(f"seed {seed}", 20)
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)

    def test_b_changes_the_models_own_number(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"beta 1 ")
            terminal.send("B")
            terminal.expect(r"over epochs · beta 1\.4")
            terminal.send("bb")
            terminal.expect(r"over epochs · beta 0\.71")

    def test_a_cell_of_the_cursor_is_few_bytes(self):
        with Terminal() as terminal:
            terminal.expect(r"epoch +[3-9]", 20)
            terminal.send(" ")
            terminal.expect("paused")
            while terminal.pump(0.7):
                pass
            moves = []
            for index in range(20):
                terminal.send("hjkl"[(index // 5) % 4])
                moves.append(terminal.pump(0.1))
            self.assertLessEqual(max(moves), 4096)

    def test_the_cursor_follows_keys_and_mouse(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"epoch +[1-9]")
            terminal.send(" ")
            terminal.expect("paused")
            place = r"Decoded at \(([^)]*)\)"
            terminal.expect(place)
            before = re.search(place, terminal.text()).group(1)
            terminal.send("L")
            terminal.pump(0.3)
            moved = re.search(place, terminal.text()).group(1)
            self.assertNotEqual(before, moved)
            line = next(y for y, row in enumerate(terminal.text().splitlines()) if "Latent" in row)
            column = terminal.text().splitlines()[line].index("Latent")
            terminal.mouse("press", column + 10, line + 6)
            terminal.pump(0.2)
            pressed = re.search(place, terminal.text()).group(1)
            self.assertNotEqual(moved, pressed)
            terminal.mouse("drag", column + 20, line + 8)
            terminal.mouse("release", column + 20, line + 8)
            terminal.pump(0.2)
            self.assertNotEqual(pressed, re.search(place, terminal.text()).group(1))

    def test_one_step_is_one_step(self):
        with Terminal(*START) as terminal:
            terminal.expect(r"epoch +[1-9]")
            terminal.send(" ")
            terminal.expect("paused")
            terminal.send("R")
            terminal.expect(r"epoch +[0-9]")
            terminal.send(" ")
            terminal.expect("paused")
            terminal.send("s")
            terminal.expect("paused")

    def test_resizing_redraws_and_too_small_says_so(self):
        with Terminal(*START) as terminal:
            terminal.expect("Latent")
            for columns, rows in ((80, 24), (200, 60), (100, 30)):
                terminal.resize(columns, rows)
                terminal.pump(0.3)
                terminal.expect("AEExplorer")
            terminal.resize(30, 8)
            terminal.expect(r"30 . 8")
            terminal.resize(120, 40)
            terminal.expect("Latent")
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)


class EndTests(unittest.TestCase):
    """However it ends, the terminal is as it was."""

    def start(self, **options):
        terminal = Terminal(*START, **options)
        self.addCleanup(terminal.close)
        terminal.expect(r"epoch +[1-9]", 20)
        return terminal

    def test_q_and_control_c(self):
        for key in ("q", "\x03"):
            with self.subTest(key):
                terminal = self.start()
                terminal.send(key)
                self.assertEqual(terminal.wait(), 0)
                self.assertEqual(terminal.left_behind(), [])

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                terminal = self.start()
                os.kill(terminal.pid, number)
                self.assertIsNotNone(terminal.wait())
                self.assertEqual(terminal.left_behind(), [])

    def test_stop_and_continue(self):
        # Only a shell with job control gives a stopped program back to its user.
        shell = ["bash", "-mc", '"$0" "$@"; echo it has stopped; sleep 1; fg', BINARY, *START]
        with Terminal(program=shell) as terminal:
            terminal.expect(r"epoch +[1-9]", 20)
            terminal.send("\x1a")
            terminal.expect("it has stopped")
            self.assertEqual(terminal.left_behind(), [])
            terminal.expect("Latent")
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)
            self.assertEqual(terminal.left_behind(), [])

    def test_a_terminal_that_is_gone_ends_it(self):
        terminal = Terminal(*START)
        terminal.expect(r"epoch +[1-9]", 20)
        os.close(terminal.file)
        end = time.monotonic() + 5
        pid = 0
        while time.monotonic() < end and not pid:
            pid, _ = os.waitpid(terminal.pid, os.WNOHANG)
            time.sleep(0.05)
        self.assertEqual(pid, terminal.pid)


class AppearanceTests(unittest.TestCase):
    def test_old_terminals_get_plain_characters(self):
        for term, env in (("vt100", {}), ("xterm-256color", {"LANG": "C", "LC_ALL": "C"})):
            with self.subTest(term):
                with Terminal(*START, term=term, env=env, columns=80, rows=24) as terminal:
                    terminal.expect(r"epoch +[1-9]", 20)
                    terminal.pump(0.5)
                    if "LC_ALL" in env:
                        self.assertTrue(terminal.text().isascii(), terminal.text())
                    terminal.send("q")
                    self.assertEqual(terminal.wait(), 0)

    def test_no_color_sends_no_colour(self):
        with Terminal(*START, env={"NO_COLOR": "1"}) as terminal:
            terminal.expect(r"epoch +[1-9]", 20)
            terminal.pump(0.5)
            colours = re.findall(rb"\x1b\[(?:[0-9;]*;)?(?:38|48);5;", bytes(terminal.raw))
            self.assertEqual(colours, [])
            terminal.send("q")
            terminal.wait()

    def test_unknown_terminal_types_fall_back(self):
        with Terminal(*START, term="no-such-terminal") as terminal:
            terminal.expect(r"epoch +[1-9]", 20)
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)


class RandomInputTests(unittest.TestCase):
    # Neither the keys that end it nor those that write files.
    KEYS = ("hjklHJKLnprwdxX+-=<>syfcz,.?\t1234 5\x1bRS0VVOO))((C[]{}iIbBv/!NegtdorcwuM"
            "\x7f\x1b\x1b")
    MICE = ("press", "drag", "release", "right press", "right drag", "right release", "wheel up",
            "wheel down")

    def test_random_keys_mouse_and_sizes_do_not_end_it(self):
        for seed, screen in enumerate(screens()):
            with self.subTest(screen), Terminal(*START, "--screen", screen) as terminal:
                terminal.expect(r"epoch +[1-9]", 20)
                self.happen(terminal, seed, 400 if screen == "explore" else 100)
                terminal.resize(120, 40)
                terminal.send("\x1b\x1b")
                terminal.pump(0.5)
                terminal.send("\x03")
                self.assertEqual(terminal.wait(), 0)
                self.assertEqual(terminal.left_behind(), [])

    def happen(self, terminal, seed, count):
        """Lets something happen, again and again, the same for a seed."""
        generator = random.Random(seed)
        for index in range(count):
            choice = generator.random()
            if choice < 0.8:
                terminal.send(generator.choice(self.KEYS))
            elif choice < 0.95:
                terminal.mouse(generator.choice(self.MICE), generator.randint(1, 130),
                               generator.randint(1, 45))
            else:
                terminal.resize(generator.randint(20, 180), generator.randint(6, 55))
            terminal.pump(0.005)
            self.assertIsNone(terminal.status, f"ended after {index} events")


if __name__ == "__main__":
    unittest.main()
