"""How far a long run has come, on stderr."""

from __future__ import annotations

import sys
import time

import click

# Shorter runs say nothing; a log that is no terminal gets a line now and then.
_WORTH_TELLING = 200
_EVERY_SECOND, _EVERY_HALF_MINUTE = 1.0, 30.0


class Progress:
    """Counts what is done and tells count, rate and time left."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._done = 0
        self._is_terminal = sys.stderr.isatty()
        self._every = _EVERY_SECOND if self._is_terminal else _EVERY_HALF_MINUTE
        self._start = self._told = time.monotonic()

    def add(self, n: int) -> None:
        """Count so many more, and tell how far it is if the last word is long enough ago."""
        self._done += n
        now = time.monotonic()
        if self._n >= _WORTH_TELLING and now - self._told >= self._every:
            self._told = now
            click.echo(say_progress(self._done, self._n, now - self._start), err=True, nl=not self._is_terminal)

    def end(self) -> None:
        """Leave the line of a terminal."""
        if self._is_terminal and self._told > self._start:
            click.echo(err=True)


def say_progress(done: int, n: int, seconds: float) -> str:
    """Count, rate and time left; a terminal writes it over the last one.

    Examples
    --------
    >>> say_progress(12_800, 200_000, 64)
    '\\r12,800 of 200,000 (6%), 200 a second, about 16 min left'
    """
    rate = done / seconds
    left = (n - done) / rate
    shown = f"{left:.0f} s" if left < 120 else f"{left / 60:.0f} min" if left < 7200 else f"{left / 3600:.1f} h"
    return f"\r{done:,} of {n:,} ({done / n:.0%}), {rate:,.0f} a second, about {shown} left"
