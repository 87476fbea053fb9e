"""The clock of the server."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Optional

from .control import Control


class StsClock:
    """The clock of the server, which decides about signatures and expiration.

    The fixtures make boto3 sign with this clock. The server refuses a signature that is more than 15 minutes off, so another
    client has to correct its own clock after the first refusal, as most of AWS's SDKs do.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def now(self) -> datetime:
        """Returns the time."""
        return _time(self._control.request("GET", "clock"))

    def advance(self, duration: Optional[timedelta] = None, **units: float) -> datetime:
        """Moves the clock by a duration, such as `advance(minutes=15)`, and returns the time.

        The units are those of `datetime.timedelta`. A negative duration moves the clock back.
        """
        moved = (duration or timedelta()) + timedelta(**units)
        return _time(self._control.request("POST", "clock", "advance", body={"seconds": moved.total_seconds()}))

    def set(self, time: datetime) -> datetime:
        """Sets the time. A frozen clock stays frozen."""
        return _time(self._control.request("PUT", "clock", body={"time": _text(time)}))

    def freeze(self, time: Optional[datetime] = None) -> datetime:
        """Makes the clock stand still, at its current time by default."""
        body = {} if time is None else {"time": _text(time)}
        return _time(self._control.request("POST", "clock", "freeze", body=body))

    def resume(self) -> datetime:
        """Makes the clock run on from its time."""
        return _time(self._control.request("POST", "clock", "resume"))


def _time(clock: dict[str, str]) -> datetime:
    # Before Python 3.11, a fraction of a second needs three or six digits, and `Z` is not known.
    seconds, _, fraction = clock["time"].rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{seconds}.{fraction:0<6.6}+00:00")


def _text(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone; add one, such as tzinfo=timezone.utc")
    return time.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
