"""Lets boto3 sign with the clock of the server."""

from __future__ import annotations

from datetime import datetime

import pytest

from .clock import StsClock


def follow(clock: StsClock, patch: pytest.MonkeyPatch) -> None:
    """Makes botocore sign with the clock of the server, if it is installed.

    botocore signs with the clock of this machine, and does not correct it. The server, like AWS, refuses a signature that is
    more than 15 minutes off, so no call would succeed once the clock has moved further than that. The refresh of credentials
    still follows the clock of this machine.
    """
    try:
        import botocore.auth
    except ImportError:
        return

    def now(remove_tzinfo: bool = True) -> datetime:
        time = clock.now()
        return time.replace(tzinfo=None) if remove_tzinfo else time

    # Versions before 2025 do not have this function; with them, signatures keep the clock of this machine.
    if hasattr(botocore.auth, "get_current_datetime"):
        patch.setattr(botocore.auth, "get_current_datetime", now)
