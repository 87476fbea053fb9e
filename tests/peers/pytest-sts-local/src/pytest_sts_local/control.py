"""Requests to the control API of `sts-local`."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Dict, List, Mapping, Optional
from urllib.parse import quote

#: A call in the record. The schema `Call` of the program's `/openapi.json` lists its items.
Call = Dict[str, Any]


class ControlError(Exception):
    """The control API refused a request. The message has each value that is not allowed."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        #: The kind of the refusal, such as `invalid_request`.
        self.code: str = body.get("code", "")
        violations = [f"{violation['path']}: {violation['message']}" for violation in body.get("violations", [])]
        # With violations, the message only sums them up.
        super().__init__("; ".join(violations) or body.get("message", f"status {status}"))


class CallNotMade(AssertionError):
    """No call matched in time. The message has the calls that differ least."""


class Control:
    """A client of the control API."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._token = token
        # The environment may name a proxy, which cannot reach this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def request(self, method: str, *path: str, body: Optional[Any] = None, query: str = "", timeout: float = 30) -> Any:
        """Sends a request, and returns the JSON of the response. The parts of the path are encoded.

        Raises `ControlError` if the API refuses the request.
        """
        url = "/".join([self._url, "v1", *(quote(part, safe="") for part in path)]) + query
        request = urllib.request.Request(url, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with self._opener.open(request, timeout=timeout) as response:
                content = response.read()
        except urllib.error.HTTPError as error:
            raise ControlError(error.code, _refusal(error.read())) from None
        return json.loads(content) if content else None

    def calls(self, after: int = 0) -> List[Call]:
        """Returns the recorded calls with an ID above `after`, the oldest first."""
        calls: List[Call] = []
        more = True
        while more:
            page = self.request("GET", "calls", query=f"?after={after}")
            calls += page["calls"]
            after, more = page["next_after"], page["more"]
        return calls

    def wait_for_call(self, wanted: Mapping[str, Any], timeout: float) -> Call:
        """Waits for a call. `wanted` is the schema `CallFilter` of `/openapi.json`."""
        body = {"filter": wanted, "timeout_seconds": timeout}
        waited = self.request("POST", "calls", "wait", body=body, timeout=timeout + 30)
        if waited["call"] is not None:
            call: Call = waited["call"]
            return call
        message = [f"no call like {dict(wanted)} was made within {timeout} s"]
        for miss in waited["closest"]:
            message.append(f"call {miss['call']['id']} differs: {'; '.join(miss['differences'])}")
        raise CallNotMade("\n".join(message))


def _refusal(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
