"""What can go wrong through no fault of ours, each with its exit code.

A message names the place, the rule and the way to mend it. It never holds a value: logs
outlive retention.
"""

import errno


class LiiaError(Exception):
    """A fault that its reader can mend. Anything else is a bug and keeps its trace."""

    exit_code = 1


class UsageError(LiiaError):
    """A command that cannot be carried out as it was given."""

    exit_code = 2


class UnknownBorough(UsageError):
    """A code that is none of the 33 boroughs'."""


class KeyProblem(UsageError):
    """A key that is missing, weak, or meant for something else."""


class SubmissionError(LiiaError):
    """A submission that the door will not take."""

    exit_code = 3


class UnreadableFile(SubmissionError):
    """A file that is not what it says it is, or that no reader can open."""


class DataTestFailed(LiiaError):
    """A build whose tests failed; yesterday's warehouse stays."""

    exit_code = 4


class NothingToRelease(LiiaError):
    """A release that cannot be made from what is there."""

    exit_code = 5


class ProtectionFailed(NothingToRelease):
    """Counts that no rounding could be proven safe for: nothing is published."""


class Busy(LiiaError):
    """Another run holds the lock (EX_TEMPFAIL: try later)."""

    exit_code = 75


_DISK = {
    errno.ENOSPC: "the disk is full. Free some space",
    errno.EDQUOT: "the quota of the disk is used up. Free some space",
    errno.EFBIG: "the disk takes no file of that size. Raise its limit",
    errno.EROFS: "the disk can only be read. Mount it for writing",
    errno.EACCES: "this user may not write there. Look at the owner of LIIA_HOME",
}


def disk_fault(fault: BaseException) -> str | None:
    """What the disk refused, in words that name no file; None for any other fault."""
    words = _DISK.get(fault.errno) if isinstance(fault, OSError) else None
    return f"{words} and run again; what was there is unharmed." if words else None
