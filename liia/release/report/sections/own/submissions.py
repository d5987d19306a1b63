"""What a borough has sent."""

from collections.abc import Iterator

from liia.release.report.figure import Figure, Table
from liia.release.report.sections.quality import asked_periods
from liia.release.report.tables import Tables
from liia.release.report.wording import RETURNS, capital, listed, month, the


def figures(tables: Tables, name: str) -> Iterator[Figure]:
    rows = tables.of("submissions")
    status = {
        (row["submitted_return"], row["period_month"]): row["submission_status"]
        for row in rows
        if row["area_name"] == name
    }
    asked = [one for one in asked_periods(rows) if one in status]
    if not asked:
        return
    missing = [one for one in asked if status[one] != "sent"]
    told = [f"{RETURNS.get(which, which)} of {month(when)}" for which, when in missing]
    yield Figure(
        "own_submissions",
        f"{capital(the(name))} has not sent {listed(told)}"
        if told
        else f"{capital(the(name))} sent every return",
        "What is missing is left out of the figures; it is not counted as nothing having "
        "happened. A file that was refused is not sent: its receipt says what to mend.",
        [],
        Table(
            ["Return", "Sent", "Not sent"],
            [
                [
                    RETURNS.get(which, which),
                    *(
                        ", ".join(
                            month(when)
                            for one, when in asked
                            if one == which and (status[one, when] == "sent") is is_sent
                        )
                        or "none"
                        for is_sent in (True, False)
                    ),
                ]
                for which in dict.fromkeys(one for one, _ in asked)
            ],
            [""] * len({one for one, _ in asked}),
        ),
        "submissions",
        is_open=True,
    )
