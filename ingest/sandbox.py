"""A submission judged in a process of its own, which may fail and takes nobody along.

The parsers are compiled code, and a file can make one abort, hang or ask for all memory.
So `opened` runs in a child that may use so much memory and time, writes no file at all,
leaves no core behind, and whose own words (a parser's last ones may quote a cell) nobody
hears. What comes back is a verdict; a child that ends without one is a refusal.

The children are forked from a server that has the door's modules loaded already and no
threads; a child costs a few hundredths of a second. Windows has no such limits: there
only the clock is watched.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.boroughs import Borough
from ingest.door import Verdict, opened
from ingest.errors import LiiaError
from ingest.identifiers import shown_name
from ingest.limits import Limits, hold_to

IS_POSIX = os.name == "posix"
_MEGABYTE = 1_000_000


class DoorStumbled(LiiaError):
    """A fault of ours while a file was judged, told by its class and place alone."""


def open_apart(
    paths: list[Path],
    borough: Borough,
    today: date,
    id_pattern: str,
    limits: Limits,
    opener: Callable[..., Verdict] = opened,
) -> Verdict:
    """What `opened` says of a submission, said by a child within `limits`.

    Raises DoorStumbled for a fault of ours in the child.
    """
    context = multiprocessing.get_context("forkserver" if IS_POSIX else "spawn")
    if IS_POSIX:
        # What the command line loads would be loaded again by each child.
        loaded = {"liia.cli"} & sys.modules.keys()
        context.set_forkserver_preload(["ingest.preloaded", "python_calamine", *loaded])
    ours, childs = context.Pipe(duplex=False)
    arguments = (paths, borough, today, id_pattern)
    child = context.Process(
        target=_child, args=(childs, limits, opener, arguments), daemon=True
    )
    child.start()
    childs.close()
    answer = None
    with ours:
        # Nothing yet and no end either: its time is up. An end without an answer: it died.
        if ours.poll(limits.wall_seconds):
            with contextlib.suppress(EOFError):
                answer = ours.recv()
        else:
            child.kill()
    child.join()
    if isinstance(answer, Verdict):
        return answer
    if isinstance(answer, str):
        raise DoorStumbled(answer)
    return Verdict(
        borough, paths, None, fault=_last_words(paths, child.exitcode, limits)
    )


def _last_words(paths: list[Path], exit_code: int | None, limits: Limits) -> str:
    names = ", ".join(shown_name(path) for path in paths)
    if exit_code in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 9)):
        asked = (
            f"more than {limits.cpu_seconds} seconds of computing, or more than "
            f"{limits.wall_seconds} seconds in all"
        )
    elif exit_code == _OUT_OF_MEMORY:
        asked = f"more than {limits.memory_mb:,} MB of memory"
    else:
        asked = f"what broke its reader, within {limits.memory_mb:,} MB of memory"
    return (
        f"{names} asked for {asked}; reading it was given up, and nothing of it was kept. "
        "Look for rows, columns or cells far beyond the lists, save it again and send it."
    )


_OUT_OF_MEMORY, _BROKEN = 13, 14
"""How a child ends that cannot say more."""


def _child(
    answer: Connection, limits: Limits, opener: Callable[..., Verdict], arguments: tuple
) -> None:
    _confine(limits)
    try:
        said: Verdict | str = opener(*arguments)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except BaseException as bug:  # noqa: BLE001 - a compiled reader's panic is no Exception
        if type(bug).__name__ == "PanicException":
            os._exit(_BROKEN)
        last = traceback.extract_tb(bug.__traceback__)[-1]
        said = f"{type(bug).__name__} in {Path(last.filename).name}, line {last.lineno}"
    try:
        answer.send(said)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _confine(limits: Limits) -> None:
    hold_to(limits)
    sys.dont_write_bytecode = True
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    if not IS_POSIX:
        return
    import resource

    memory = limits.memory_mb * _MEGABYTE
    for what, much in {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }.items():
        # Never above what the machine allows already.
        _, most = resource.getrlimit(what)
        much = much if most == resource.RLIM_INFINITY else min(much, most)
        resource.setrlimit(what, (much, much))
