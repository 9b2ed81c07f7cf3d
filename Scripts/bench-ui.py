#!/usr/bin/env python3
"""Measures the screen: latency, what it costs training, idleness, start and end.

    make bench-ui            (or: python3 Scripts/bench-ui.py .build/release/aexplorer)
    make bench-ui ARGS="--screens all"      (or --screen draw --screen mosaic, with --costs perhaps)

Runs the real binary in a pseudo-terminal of 120x40 with the default model and data. Prints
- first frame: from the start of the process to the first byte of the first whole frame;
- latency: from a cursor key to the first byte of output, 200 keys while training at full load;
- cost: epochs a second with the screen against `aexplorer train` without one, in interleaved pairs;
- drag: bytes for a one-cell move of the cursor, training paused;
- idle: bytes and processor time a second while paused;
- end: from Ctrl-C to the end of the process.

With --screen or --screens it prints a table instead, a line a screen (`mosaic`, `density` and `principal`
are Explore with that behind its points):
- latency: from a key to the first byte of output, training at full load; a redraw that training causes
  may come first. Keys that nothing answers (a mark at its edge) are counted apart;
- frame: bytes of each frame that training causes, and how many of them a second;
- move, digit: bytes that a one-cell move and another digit take, training paused;
- idle: bytes a second while paused, when all that was to be worked out is there.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/EndToEnd"))
import support  # noqa: E402


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


# Explore with something behind its points, and options that give screens something to show.
VARIANTS = {
    "density": ("explore", [], "V"),
    "mosaic": ("explore", [], "VV"),
    "principal": ("explore", ["--code-size", "8"], "OVV"),
    "traverse": ("traverse", ["--code-size", "10"], ""),
    "detect": ("detect", ["--without-class", "0"], ""),
    "recommend": ("recommend", ["--model", "autorec-user"], ""),
}
FRAME = re.compile(rb"\x1b\[\?2026h(.*?)\x1b\[\?2026l", re.DOTALL)


def all_screens():
    """The names of the screens that the program has, and of what Explore can show behind its points."""
    return support.screens() + ["density", "mosaic", "principal"]


def open_screen(name):
    """The explorer with that screen, and the keys that it still needs."""
    screen, options, keys = VARIANTS.get(name, (name, [], ""))
    return support.Terminal("--screen", screen, *options), keys


def first_frame():
    start = time.monotonic()
    with support.Terminal() as terminal:
        while time.monotonic() - start < 10:
            if terminal.pump(0.001) and b"Latent" in terminal.raw:
                break
        seconds = time.monotonic() - start - 0.05  # the child waits this long before it starts
        terminal.send("\x03")
        terminal.wait(5)
    return seconds


def latencies(count, name="explore", keys="hjkl", repeats=8, patience=2.0):
    """Milliseconds from a key to the first byte after it under full load, and keys without an answer.

    Each key is sent after some quiet milliseconds. A redraw that training causes may still come
    first and is then counted; there are a few of those a second."""
    times, silent = [], 0
    terminal, first = open_screen(name)
    with terminal:
        terminal.expect(r"epoch +([2-9]|[1-9][0-9])", 60)
        terminal.send(first)
        for index in range(count):
            while terminal.pump(0.004, draw=False):
                pass
            start = time.monotonic()
            terminal.send(keys[(index // repeats) % len(keys)])
            while not terminal.pump(0.0005, draw=False):
                if time.monotonic() - start > patience:
                    silent += 1
                    break
            else:
                times.append((time.monotonic() - start) * 1e3)
            time.sleep(0.011 * (index % 5))
        terminal.send("\x03")
        terminal.wait(5)
    return times, silent


def frames_of_training(name, seconds):
    """The bytes of each frame that training at full load causes, and the seconds that passed."""
    terminal, first = open_screen(name)
    with terminal:
        terminal.expect(r"epoch +([2-9]|[1-9][0-9])", 60)
        terminal.send(first)
        quiet = time.monotonic() + WARM_UP
        while time.monotonic() < quiet:
            terminal.pump(0.05, draw=False)
        terminal.later.clear()
        start = time.monotonic()
        while time.monotonic() < start + seconds:
            terminal.pump(0.05, draw=False)
        passed = time.monotonic() - start
        sizes = [len(frame) for frame in FRAME.findall(bytes(terminal.later))]
        terminal.send("\x03")
        terminal.wait(5)
    return sizes, passed


def settle(terminal, quiet=0.7, most=20):
    """Waits until nothing has been drawn for a while."""
    end = time.monotonic() + most
    while terminal.pump(quiet, draw=False) and time.monotonic() < end:
        pass


def bytes_when_paused(name):
    """Bytes of one-cell moves and of other digits, and bytes a second when nothing happens."""
    terminal, first = open_screen(name)
    with terminal:
        terminal.expect(r"epoch +([3-9]|[1-9][0-9])", 60)
        terminal.send(first)
        terminal.send(" ")
        terminal.expect("paused", 10)
        settle(terminal)

        def sizes(keys):
            counts = []
            for index in range(24):
                terminal.send(keys[(index // 6) % len(keys)])
                counts.append(terminal.pump(0.15, draw=False))
            return [count for count in counts if count]

        moves = sizes("hjkl")
        settle(terminal)
        digits = sizes("np")
        settle(terminal, 1.5)
        start, count = time.monotonic(), 0
        while time.monotonic() < start + 3:
            count += terminal.pump(start + 3 - time.monotonic(), draw=False)
        terminal.send("\x03")
        terminal.wait(5)
    return moves, digits, count / 3


def table(names, options):
    """Measures screen after screen, and prints a line for each."""
    print("budgets: key p50 4 ms, p99 16 ms; frame and digit 10,240 bytes; move 4,096 bytes; idle 0")
    print(f"{'screen':<11} {'key p50':>8} {'p99':>8} {'silent':>6} {'frame p50':>10} {'worst':>7} "
          f"{'a s':>5} {'move p50':>9} {'worst':>6} {'digit worst':>12} {'idle B/s':>9}"
          + (f" {'cost %':>7}" if options.costs else ""))
    for name in names:
        times, silent = latencies(options.keys, name, "lhjk", 3, 0.3)
        frames, seconds = frames_of_training(name, options.seconds)
        moves, digits, idle = bytes_when_paused(name)
        cost = ""
        if options.costs:
            screen, arguments, keys = VARIANTS.get(name, (name, [], ""))
            costs = screen_costs(options.pairs, options.seconds, ["--screen", screen], arguments, keys)
            cost = f" {statistics.median(costs):7.1f}"
        print(f"{name:<11} {percentile(times or [0], 0.5):8.2f} {percentile(times or [0], 0.99):8.2f} "
              f"{silent:6} {percentile(frames or [0], 0.5):10} {max(frames or [0]):7} "
              f"{len(frames) / seconds:5.1f} {percentile(moves or [0], 0.5):9} {max(moves or [0]):6} "
              f"{max(digits or [0]):12} {idle:9.0f}{cost}", flush=True)


def speed(points):
    """The slope of a straight line through (seconds, epochs): counting epochs alone is too coarse."""
    mean_time = statistics.fmean(time for time, _ in points)
    mean_epoch = statistics.fmean(epoch for _, epoch in points)
    return (sum((time - mean_time) * (epoch - mean_epoch) for time, epoch in points)
            / sum((time - mean_time) ** 2 for time, _ in points))


WARM_UP = 1.5


def epochs_on_screen(seconds, screen=(), options=(), keys=""):
    """Epochs a second with the screen, after a warm-up.

    The emulator draws nothing meanwhile: people's terminals run elsewhere, or are faster."""
    with support.Terminal(*screen, *options) as terminal:
        terminal.expect(r"epoch +[1-9]", 60)
        terminal.send(keys)
        warm = time.monotonic() + WARM_UP
        while time.monotonic() < warm:
            terminal.pump(0.05, draw=False)
        terminal.draw()
        chunks = []
        begin = time.monotonic()
        while time.monotonic() < begin + seconds:
            if terminal.pump(0.05, draw=False):
                chunks.append((time.monotonic(), bytes(terminal.later)))
                terminal.later.clear()
        terminal.send("\x03")
        terminal.wait(5)
        points = []
        for moment, data in chunks:
            terminal.stream.feed(data)
            epoch = int(re.search(r"epoch +(\d+)", terminal.text()).group(1))
            if not points or epoch != points[-1][1]:
                points.append((moment, epoch))
    return speed(points[1:])


def epochs_without(seconds, options=()):
    """Epochs a second of `aexplorer train`, after a warm-up."""
    process = subprocess.Popen([support.BINARY, "train", "--epochs", "100000", "--json", *options],
                               stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    warm = time.monotonic() + WARM_UP
    points = []
    for line in process.stdout:
        event, now = json.loads(line), time.monotonic()
        if event["event"] != "epoch" or now > warm + seconds:
            break
        if now > warm:
            points.append((now, event["epoch"]))
    process.terminate()
    process.communicate(timeout=10)
    return speed(points)


def screen_costs(pairs, seconds, screen=(), options=(), keys=""):
    """Percent of training speed that the screen takes, in each pair.

    The one that is first changes from pair to pair: machines get slower and faster."""
    costs = []
    for index in range(pairs):
        if index % 2 == 0:
            without = epochs_without(seconds, options)
            beside = epochs_on_screen(seconds, screen, options, keys)
        else:
            beside = epochs_on_screen(seconds, screen, options, keys)
            without = epochs_without(seconds, options)
        costs.append((1 - beside / without) * 100)
    return costs


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paused():
    """Bytes of a one-cell move, and bytes and processor time a second when nothing happens."""
    with support.Terminal() as terminal:
        terminal.expect(r"epoch +[3-9]", 20)
        terminal.send(" ")
        terminal.expect("paused", 5)
        while terminal.pump(0.7):
            pass
        moves = []
        for index in range(20):
            terminal.send("hjkl"[(index // 5) % 4])
            moves.append(terminal.pump(0.1))
        while terminal.pump(1.5):
            pass
        before, start = processor_seconds(terminal.pid), time.monotonic()
        count = terminal.pump(4)
        while time.monotonic() < start + 4:
            count += terminal.pump(start + 4 - time.monotonic())
        used = processor_seconds(terminal.pid) - before
        begin = time.monotonic()
        terminal.send("\x03")
        terminal.wait(5)
        end = time.monotonic() - begin
    return moves, count / 4, used / 4 * 100, end


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=support.BINARY)
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--screen", action="append", default=[], help="a screen's name, for the table")
    parser.add_argument("--screens", choices=["all"], help="the table of all screens")
    parser.add_argument("--costs", action="store_true", help="what each screen costs training, too")
    options = parser.parse_args()
    support.BINARY = options.binary
    names = all_screens() if options.screens else options.screen
    if names:
        table(names, options)
        return

    frames = [first_frame() * 1e3 for _ in range(5)]
    print(f"first frame    median {statistics.median(frames):.0f} ms "
          f"({min(frames):.0f}–{max(frames):.0f}), budget 150 ms")
    times, _ = latencies(options.keys)
    print(f"key to output  p50 {percentile(times, 0.5):.2f} ms, p99 {percentile(times, 0.99):.2f} "
          f"ms, worst {max(times):.2f} ms ({len(times)} keys, training at full load), "
          f"budget 4 and 16 ms")
    moves, idle_bytes, idle_share, end = paused()
    print(f"one-cell move  median {statistics.median(moves):.0f} bytes, worst {max(moves)}, "
          f"budget 4096")
    print(f"idle, paused   {idle_bytes:.0f} bytes/s, {idle_share:.2f} % of one processor, "
          f"budget 0 and 0.5 %")
    print(f"Ctrl-C to end  {end * 1e3:.0f} ms, budget 200 ms")
    costs = screen_costs(options.pairs, options.seconds)
    print(f"screen's cost  median {statistics.median(costs):.1f} % of training speed, within 3 % in "
          f"{sum(cost < 3 for cost in costs)} of {len(costs)} pairs "
          f"({', '.join(f'{cost:.1f}' for cost in sorted(costs))}), budget 3 %")


if __name__ == "__main__":
    main()
