"""A running `sts-local`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Dict, List, Mapping, Optional, Sequence, Type, Union

from .clock import StsClock
from .control import Call, Control

#: A policy: an object, or its JSON as text.
Policy = Union[Mapping[str, Any], str]

_START_SECONDS = 30


@dataclass(frozen=True)
class Credentials:
    """A long-term access key. It gives access to this server only."""

    access_key_id: str
    secret_access_key: str


@dataclass(frozen=True)
class Role:
    """A role of an account."""

    #: The name, after its path.
    name: str
    arn: str


class StsLocal:
    """A running `sts-local` on a free port of 127.0.0.1. Use it with `with`, or call `close()`.

    Without a configuration file, the account 123456789012 has the user `Alice`, who may call everything, and the role `demo`.
    """

    def __init__(self, process: subprocess.Popen[bytes], ready: Mapping[str, Any]) -> None:
        self._process = process
        self._control = Control(ready["control_url"], ready["control_token"])
        #: The URL of the STS.
        self.endpoint: str = ready["endpoint"]
        self.region: str = ready["region"]
        #: The access key of the first user.
        self.credentials = Credentials(ready["access_key_id"], ready["secret_access_key"])
        self.control_url: str = ready["control_url"]
        self._environment: Dict[str, str] = ready["environment"]["set"]
        #: Variables that would make an SDK use other credentials, or not the server.
        self.removed_variables: List[str] = ready["environment"]["unset"]
        self.clock = StsClock(self._control)
        #: The ID of the first account.
        self.account_id: str = self._control.request("GET", "server")["management_account"]

    @classmethod
    def start(cls, config: Union[str, Path, None] = None, program: Union[str, Path, None] = None) -> StsLocal:
        """Starts a server with a configuration file (TOML), or with the default account.

        The program is the one of this package. `STS_LOCAL_PROGRAM` names another.
        """
        with tempfile.TemporaryDirectory(prefix="sts-local-") as folder, tempfile.TemporaryFile() as problems:
            ready = Path(folder, "ready.json")
            command = [str(program or find_program()), "--ready-file", str(ready)]
            command += ["--config", str(config)] if config else []
            # A file, since a pipe that is not read could fill up.
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=problems)
            try:
                return cls(process, json.loads(_wait_for(ready, process, problems)))
            except BaseException:
                _stop(process)
                raise

    def close(self) -> None:
        """Stops the server."""
        _stop(self._process)

    def __enter__(self) -> StsLocal:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    @property
    def environment(self) -> Dict[str, str]:
        """The variables with which SDKs find the server."""
        return dict(self._environment)

    def account(self, account_id: str, **settings: Any) -> Dict[str, Any]:
        """Adds or replaces an account. The settings are those of `AccountInput` in `/openapi.json`."""
        account: Dict[str, Any] = self._control.request("PUT", "accounts", account_id, body=settings)
        return account

    def role(
        self,
        name: str,
        *,
        trust: Optional[Policy] = None,
        policy: Optional[Policy] = None,
        max_session_duration: Optional[int] = None,
        tags: Optional[Mapping[str, str]] = None,
        account: Optional[str] = None,
    ) -> Role:
        """Adds or replaces a role of the first account, or of another one.

        Without `trust`, it trusts its own account. `max_session_duration` is in seconds: 3600, which is the default, to 43200.
        """
        settings = {
            "trust": trust,
            "policies": None if policy is None else [policy],
            "max_session_seconds": max_session_duration,
            "tags": tags,
        }
        role = self._put(account, "roles", name, settings)
        return Role(role["name"], role["arn"])

    def user(
        self,
        name: str,
        *,
        policies: Sequence[Policy] = (),
        tags: Optional[Mapping[str, str]] = None,
        account: Optional[str] = None,
    ) -> Credentials:
        """Adds or replaces a user, and returns a new access key. Without policies, it may do only what needs no permission."""
        self._put(account, "users", name, {"policies": list(policies), "tags": tags})
        key = self._control.request("POST", "accounts", account or self.account_id, "users", name, "keys")
        return Credentials(key["access_key_id"], key["secret_access_key"])

    def web_identity_token(self, subject: str, **settings: Any) -> str:
        """Signs a token for `AssumeRoleWithWebIdentity`. The settings are those of `WebIdentityTokenInput`."""
        body = {"subject": subject, **settings}
        token: str = self._control.request("POST", "tokens", "web-identity", body=body)["token"]
        return token

    def script(self, *responses: Mapping[str, Any]) -> None:
        """Prescribes responses, such as `script({"operation": "AssumeRole", "kind": "throttle"})`.

        The items are those of `ScriptedResponseInput` in `/openapi.json`.
        """
        self._control.request("POST", "script", body={"responses": responses})

    def calls(self, after: int = 0) -> List[Call]:
        """Returns the calls since the last reset, the oldest first. Session tokens and other secrets are replaced."""
        return self._control.calls(after)

    def wait_for_call(self, operation: Optional[str] = None, *, timeout: float = 10, **wanted: Any) -> Call:
        """Waits until a call like this was made, or returns it if it was made already.

        The names are those of `CallFilter` in `/openapi.json`: `caller`, `role`, `parameters`, `outcome`, `code` and others.
        `timeout` is in seconds of real time, at most 300. Raises `CallNotMade`.
        """
        wanted = {**wanted, **({} if operation is None else {"operation": operation})}
        return self._control.wait_for_call(wanted, timeout)

    def denials(self) -> str:
        """Explains each call that was denied or refused since the last reset. Empty if there is none."""
        calls = [call for call in self.calls() if call["outcome"] in ("denied", "refused")]
        return "\n\n".join(_explained(call) for call in calls)

    def reset(self) -> None:
        """Returns to the state at the start: accounts, clock, script and record. All sessions end."""
        self._control.request("POST", "reset")

    def request(self, method: str, *path: str, body: Optional[Any] = None) -> Any:
        """Sends any other request to the control API, such as `request("GET", "accounts")`. The parts of the path are encoded."""
        return self._control.request(method, *path, body=body)

    def _put(self, account: Optional[str], kind: str, name: str, settings: Mapping[str, Any]) -> Dict[str, Any]:
        body = {key: value for key, value in settings.items() if value is not None}
        put: Dict[str, Any] = self._control.request("PUT", "accounts", account or self.account_id, kind, name, body=body)
        return put


def find_program() -> str:
    """Returns the path of `sts-local`: `STS_LOCAL_PROGRAM`, or the program of this environment, or one on `PATH`."""
    named = os.environ.get("STS_LOCAL_PROGRAM")
    installed = shutil.which("sts-local", path=sysconfig.get_path("scripts"))
    found = named or installed or shutil.which("sts-local")
    if found is None:
        raise FileNotFoundError("sts-local is not installed; install the wheel, or set STS_LOCAL_PROGRAM to the program")
    return found


def _explained(call: Call) -> str:
    who = call["caller"] or call["access_key_id"] or "an unknown caller"
    reason = call["explanation"] or call["message"]
    return f"call {call['id']}, {call['operation']} by {who}: {call['code']}\n{reason}"


def _wait_for(ready: Path, process: subprocess.Popen[bytes], problems: IO[bytes]) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            problems.seek(0)
            problem = problems.read().decode(errors="replace").strip()
            raise RuntimeError(f"sts-local did not start, exit code {process.returncode}: {problem}")
        if ready.exists():
            return ready.read_text(encoding="utf-8")
        time.sleep(0.005)
    raise TimeoutError(f"sts-local was not ready within {_START_SECONDS} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
