"""The films' sound: slow soft chords, and a small noise wherever the scene asks.

A scene sends cues: a "key" for a key stroke, a "step" for a line that runs, a
"done" for a result. Plain Python, the same samples on every machine.
"""

from __future__ import annotations

import math
import random
import typing
import wave
from array import array
from pathlib import Path

RATE = 24_000
LOUDNESS = 1.8
CHORD_SECONDS = 5.0
# Four chords that follow one another without ever coming to an end, as notes
# counted in half tones from A (220 Hz).
CHORDS = ((-12, -5, 3, 7), (-16, -4, 0, 7), (-9, -2, 3, 10), (-14, -2, 2, 5))
SCALE = (12, 15, 17, 19, 22, 24, 27)


class Cue(typing.TypedDict):
    at: float
    kind: str
    note: int


def write(target: Path, seconds: float, cues: list[Cue]) -> None:
    track = array("d", bytes(8 * int(seconds * RATE)))
    for i in range(math.ceil(seconds / CHORD_SECONDS)):
        for note in CHORDS[i % len(CHORDS)]:
            chord_note(track, i * CHORD_SECONDS, pitch(note))
    for cue in cues:
        VOICES[cue["kind"]](track, cue["at"], cue["note"])
    fade(track)
    samples = array("h", (int(32_000 * math.tanh(LOUDNESS * value)) for value in track))
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def pitch(half_tones: int) -> float:
    return 220.0 * 2 ** (half_tones / 12)


def add(track: array[float], at: float, samples: typing.Iterable[float]) -> None:
    start = int(at * RATE)
    for i, value in enumerate(samples, start):
        if i >= len(track):
            break
        track[i] += value


def chord_note(track: array[float], at: float, frequency: float) -> None:
    """One note of a chord, swelling in and dying away under the next chord."""
    length = int((CHORD_SECONDS + 2.0) * RATE)
    step = 2 * math.pi * frequency / RATE
    swell = [math.sin(math.pi * i / length) ** 1.5 * 0.022 for i in range(length)]
    add(
        track,
        at,
        (
            swell[i] * (math.sin(step * i) + 0.35 * math.sin(2.003 * step * i))
            for i in range(length)
        ),
    )


def key(track: array[float], at: float, note: int) -> None:
    """A key stroke: a breath of noise, different for each key yet always the same."""
    chance = random.Random(f"{at:.3f} {note}")  # noqa: S311 -- noise, not secrets
    length = int(0.02 * RATE)
    grain, samples = 0.0, []
    for i in range(length):
        grain = 0.6 * grain + 0.4 * chance.uniform(-1, 1)
        samples.append(0.05 * grain * (1 - i / length) ** 3)
    add(track, at, samples)


def step(track: array[float], at: float, note: int) -> None:
    add(track, at, plucked(pitch(SCALE[note % len(SCALE)]), 0.055, 0.7))


def done(track: array[float], at: float, note: int) -> None:
    """A result: two notes, the second a fourth above."""
    root = SCALE[note % len(SCALE)]
    add(track, at, plucked(pitch(root), 0.06, 1.1))
    add(track, at + 0.11, plucked(pitch(root + 5), 0.05, 1.2))


def miss(track: array[float], at: float, _note: int) -> None:
    """Something that went wrong: two low notes, downwards."""
    add(track, at, plucked(pitch(0), 0.075, 0.8))
    add(track, at + 0.14, plucked(pitch(-4), 0.075, 0.9))


def plucked(
    frequency: float, loudness: float, seconds: float
) -> typing.Iterator[float]:
    step = 2 * math.pi * frequency / RATE
    length = int(seconds * RATE)
    for i in range(length):
        attack = min(1.0, i / (0.006 * RATE))
        decay = math.exp(-6 * i / length)
        yield (
            loudness
            * attack
            * decay
            * (math.sin(step * i) + 0.25 * math.sin(4 * step * i) * decay)
        )


def fade(track: array[float], seconds: float = 1.2) -> None:
    length = int(seconds * RATE)
    for i in range(length):
        track[-1 - i] *= i / length


VOICES = {"key": key, "step": step, "done": done, "miss": miss}
