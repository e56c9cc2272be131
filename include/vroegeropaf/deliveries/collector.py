"""
Keeps Python's cycle collector from walking through the rows of a large list again and again.

Rows are millions of small values without cycles: counting references frees them. Left alone, the collector
takes a third of the time of a long list.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Let no collection start by itself in here."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def swept() -> Iterator[None]:
    """Collect what was made in here, and only that: the rule engine leaves cycles around whole tables."""
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
