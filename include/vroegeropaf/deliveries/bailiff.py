"""When a claim goes to the bailiff (B of the clocks). Pure."""

from datetime import date, timedelta

from vroegeropaf import workdays


def bailiff_date(handover_on: date | None, oldest_due_on: date, handover_days: int) -> tuple[date, bool]:
    """
    Return the bailiff date B of a signal and whether it is our estimate.

    Parameters
    ----------
    handover_on
        ``datum_overdracht`` as delivered, if any.
    oldest_due_on
        Due date of the oldest unpaid rent.
    handover_days
        Calendar days from the oldest due date to the hand-over at this corporation (profile, else policy).

    Notes
    -----
    Source: design, section 6. Rolled back, never forward, to a working day: a visit after the hand-over is
    too late. A date that has passed stays as it is; later stages treat it as a crisis.
    """
    if handover_on is not None:
        return workdays.roll_back(handover_on), False
    return workdays.roll_back(oldest_due_on + timedelta(days=handover_days)), True
