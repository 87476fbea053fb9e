"""The part of the fixtures of `pytest_sts_local` that moto can do. It has no clock to move."""

import json
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws


@pytest.fixture
def sts_clock():
    return SimpleNamespace(advance=lambda **_: None)


@pytest.fixture
def sts_role(monkeypatch, request):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    marker = request.node.get_closest_marker("sts_role")
    trust = json.dumps(marker.kwargs.get("trust", {"Version": "2012-10-17", "Statement": []}))
    with mock_aws():
        role = boto3.client("iam").create_role(RoleName=marker.args[0], AssumeRolePolicyDocument=trust)["Role"]
        yield SimpleNamespace(name=role["RoleName"], arn=role["Arn"])


def pytest_configure(config):
    config.addinivalue_line("markers", "sts_role(name, *, trust): adds a role before the test")
