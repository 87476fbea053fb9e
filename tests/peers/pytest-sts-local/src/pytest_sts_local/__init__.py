"""Runs `sts-local`, a strict AWS STS, for tests in Python."""

from .clock import StsClock
from .control import CallNotMade, ControlError
from .server import Credentials, Role, StsLocal

__all__ = ["CallNotMade", "ControlError", "Credentials", "Role", "StsClock", "StsLocal"]
