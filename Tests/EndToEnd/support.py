"""What the end-to-end tests share: the real binary, by commands and in a pseudo-terminal."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("AEXPLORER", str(ROOT / ".build/release/aexplorer"))
# What the program remembers is neither read from nor written to the folder of whoever runs the tests.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="aexplorer-tests-")
# The same for saved runs.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="aexplorer-tests-")
# A small network: what these tests look at does not depend on its size.
SMALL = ["--hidden", "64,32"]


def command(*arguments, **options):
    """Runs the program without a terminal, and returns what it printed and how it ended."""
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, env=environment, check=False, **options)


def screens():
    """The names of the screens that the program has."""
    text = command("explore", "--help").stdout
    names = re.search(r"screen to open with:([^.]*)\.", text).group(1)
    return re.findall(r"[a-z-]+", names)


class Terminal:
    """The program in a pseudo-terminal, with the screen that it draws."""

    def __init__(self, *arguments, columns=120, rows=40, term="xterm-256color", env=None,
                 program=None):
        program = program or [BINARY, *arguments]
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.later = bytearray()
        self.status = None
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            for name in ("COLUMNS", "LINES", "NO_COLOR"):
                os.environ.pop(name, None)
            os.environ.update({"TERM": term, "LANG": "C.UTF-8", **(env or {})})
            time.sleep(0.05)  # the parent sets the size first
            os.execvp(program[0], program)
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(self.file)
        os.set_blocking(self.file, False)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)

    def send(self, text):
        os.write(self.file, text.encode())

    def mouse(self, kind, x, y):
        """Sends a report: press, drag, release, those of the right button, or the wheel; x and y from 1."""
        button, end = {"press": (0, "M"), "drag": (32, "M"), "release": (0, "m"),
                       "right press": (2, "M"), "right drag": (34, "M"), "right release": (2, "m"),
                       "wheel up": (64, "M"), "wheel down": (65, "M")}[kind]
        self.send(f"\x1b[<{button};{x};{y}{end}")

    def pump(self, seconds, draw=True):
        """Reads for some seconds; returns the number of bytes.

        Without `draw` they are put by, since drawing them takes time that may be measured."""
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end and self.status is None:
            ready, _, _ = select.select([self.file], [], [], max(0, end - time.monotonic()))
            if not ready:
                break
            try:
                data = os.read(self.file, 65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self.wait(0.2)
                break
            count += len(data)
            self.raw += data
            self.later += data
            if draw:
                self.draw()
        return count

    def draw(self):
        """Draws what was put by."""
        data, self.later = bytes(self.later), bytearray()
        self.stream.feed(data)

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def expect(self, pattern, seconds=10):
        """Waits until a regular expression is on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if re.search(pattern, self.text()):
                return
            self.pump(0.05)
            if self.status is not None:
                break
        raise AssertionError(f"no {pattern!r} on the screen (ended: {self.status}):\n{self.text()}")

    def wait(self, seconds=5):
        """Waits for the end, and returns the exit status (negative: the signal's number)."""
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                break
            try:
                ready, _, _ = select.select([self.file], [], [], 0.02)
                if ready:
                    self.raw += os.read(self.file, 65536)
            except OSError:
                time.sleep(0.02)
        return self.status

    def left_behind(self):
        """What the program did not put back: modes still on, a hidden cursor, tty attributes."""
        wrong = []
        last = {}
        for numbers, state in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.raw)):
            for number in numbers.split(b";"):
                last[number] = state
        for mode in (b"1000", b"1002", b"1003", b"1006", b"1049", b"2004", b"1004", b"2026"):
            if last.get(mode) == b"h":
                wrong.append(f"mode {mode.decode()} is on")
        if last.get(b"25") == b"l":
            wrong.append("the cursor is hidden")
        try:
            if termios.tcgetattr(self.file)[:4] != self.before[:4]:
                wrong.append("the tty's attributes changed")
        except termios.error:
            pass
        return wrong

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait(5)
        os.close(self.file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
