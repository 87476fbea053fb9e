"""The fixtures, and the section with denied calls in the report of a failed test."""

from __future__ import annotations

import sys
from typing import Any, Generator, Iterator

import pytest

from .clock import StsClock
from .server import Role, StsLocal
from .signing import follow

_MARKER = "sts_role(name, *, trust, policy, max_session_duration, tags, account): adds a role before the test"
_SECTION = "sts-local: calls that were denied or refused"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("sts_local_config", "configuration file of sts-local, below the root folder of the project")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def sts_local_server(pytestconfig: pytest.Config) -> Iterator[StsLocal]:
    """The server of the session; with pytest-xdist, each worker has its own.

    Most tests use `sts_local`, which resets it.
    """
    config = pytestconfig.getini("sts_local_config")
    with StsLocal.start(pytestconfig.rootpath / config if config else None) as server:
        yield server


@pytest.fixture
def sts_local(sts_local_server: StsLocal, request: pytest.FixtureRequest) -> Iterator[StsLocal]:
    """The server in its state at the start, with the roles of the markers `sts_role`.

    The environment leads boto3 and other SDKs to it, and boto3 signs with its clock. What a test changes does not reach the
    next one.
    """
    sts_local_server.reset()
    with pytest.MonkeyPatch.context() as patch:
        for name in sts_local_server.removed_variables:
            patch.delenv(name, raising=False)
        for name, value in sts_local_server.environment.items():
            patch.setenv(name, value)
        # boto3 keeps a session with the credentials that it found first.
        if "boto3" in sys.modules:
            patch.setattr(sys.modules["boto3"], "DEFAULT_SESSION", None)
        follow(sts_local_server.clock, patch)
        # The closest marker comes first in the list. It is applied last, so it wins.
        for marker in reversed(list(request.node.iter_markers("sts_role"))):
            sts_local_server.role(*marker.args, **marker.kwargs)
        yield sts_local_server


@pytest.fixture
def sts_clock(sts_local: StsLocal) -> StsClock:
    """The clock of the server, which is right at the start of each test."""
    return sts_local.clock


@pytest.fixture
def sts_role(sts_local: StsLocal, request: pytest.FixtureRequest) -> Role:
    """The role of the closest marker `sts_role`, or of an indirect parameter: the arguments of the marker as a dict."""
    settings: Any = getattr(request, "param", None)
    if settings is not None:
        return sts_local.role(**settings)
    marker = request.node.get_closest_marker("sts_role")
    if marker is None:
        raise pytest.UsageError("the fixture sts_role needs a marker: @pytest.mark.sts_role(name, ...)")
    return sts_local.role(*marker.args, **marker.kwargs)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Adds the reason of each denial to the report of a failed test."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    server = getattr(item, "funcargs", {}).get("sts_local")
    if not report.failed or call.when == "teardown" or not isinstance(server, StsLocal):
        return
    try:
        denials = server.denials()
    except Exception as error:  # The failure of the test matters more than this.
        denials = f"the calls cannot be read: {error}"
    if denials:
        report.sections.append((_SECTION, denials))
