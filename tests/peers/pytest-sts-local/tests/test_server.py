"""The server and its control API."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_sts_local import CallNotMade, ControlError, Role, StsClock, StsLocal

EXTERNAL_ID = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "123456789012"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "blue"}},
    },
}


def test_boto3_finds_the_server(sts_local: StsLocal) -> None:
    identity = boto3.client("sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/Alice"
    assert [call["operation"] for call in sts_local.calls()] == ["GetCallerIdentity"]


def test_variables_of_other_credentials_are_removed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-production")
    request.getfixturevalue("sts_local")
    assert boto3.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_a_shared_file_does_not_lead_to_aws(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    file = tmp_path / "config"
    file.write_text("[default]\nignore_configured_endpoint_urls = true\nuse_fips_endpoint = true\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    local = request.getfixturevalue("sts_local")
    assert boto3.client("sts").meta.endpoint_url == local.endpoint


@pytest.mark.sts_role("service/deploy", trust=EXTERNAL_ID, max_session_duration=7200, tags={"team": "blue"})
def test_a_marker_adds_a_role(sts_local: StsLocal, sts_role: Role) -> None:
    assert sts_role == Role("service/deploy", "arn:aws:iam::123456789012:role/service/deploy")
    role = sts_local.request("GET", "accounts", sts_local.account_id, "roles", "service/deploy")
    assert role["max_session_seconds"] == 7200
    assert role["tags"] == {"team": "blue"}


@pytest.mark.parametrize("sts_role", [{"name": "reader"}, {"name": "writer"}], indirect=True)
def test_a_role_is_a_parameter(sts_role: Role) -> None:
    session = boto3.client("sts").assume_role(RoleArn=sts_role.arn, RoleSessionName="test")
    assert session["AssumedRoleUser"]["Arn"].endswith(f"{sts_role.name}/test")


def test_a_denial_is_explained(sts_local: StsLocal) -> None:
    role = sts_local.role("deploy", trust=EXTERNAL_ID)
    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("sts").assume_role(RoleArn=role.arn, RoleSessionName="test", ExternalId="green")
    assert "sts:ExternalId" in sts_local.denials()


def test_a_session_expires_with_the_clock(sts_local: StsLocal, sts_clock: StsClock) -> None:
    credentials = boto3.client("sts").assume_role(
        RoleArn=sts_local.role("deploy").arn, RoleSessionName="test", DurationSeconds=900
    )["Credentials"]
    client = boto3.client(
        "sts",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    sts_clock.advance(minutes=14)
    client.get_caller_identity()
    sts_clock.advance(timedelta(minutes=2))
    with pytest.raises(ClientError, match="ExpiredToken"):
        client.get_caller_identity()


def test_a_frozen_clock_stands_still(sts_clock: StsClock) -> None:
    noon = datetime(2027, 1, 2, 12, tzinfo=timezone.utc)
    assert sts_clock.freeze(noon) == sts_clock.now() == noon
    assert sts_clock.set(noon + timedelta(hours=1)) == noon + timedelta(hours=1)
    assert sts_clock.resume() >= noon + timedelta(hours=1)


def test_a_time_without_a_zone_is_refused(sts_clock: StsClock) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        sts_clock.set(datetime(2027, 1, 2))


@pytest.mark.parametrize("run", [1, 2])
def test_the_clock_and_roles_are_reset(sts_local: StsLocal, sts_clock: StsClock, run: int) -> None:
    assert abs(sts_clock.now() - datetime.now(timezone.utc)) < timedelta(minutes=1)
    with pytest.raises(ControlError, match="added"):
        sts_local.request("GET", "accounts", sts_local.account_id, "roles", "added")
    sts_clock.advance(hours=2)
    sts_local.role("added")


def test_a_scripted_response_comes_once(sts_local: StsLocal) -> None:
    sts_local.script({"operation": "GetCallerIdentity", "kind": "error", "status": 503, "code": "ServiceUnavailable"})
    boto3.client("sts").get_caller_identity()
    assert [call["outcome"] for call in sts_local.calls()] == ["scripted", "allowed"]


def test_waiting_names_the_calls_that_differ_least(sts_local: StsLocal) -> None:
    boto3.client("sts").get_caller_identity()
    assert sts_local.wait_for_call("GetCallerIdentity", outcome="allowed")["status"] == 200
    with pytest.raises(CallNotMade, match="call .* differs: "):
        sts_local.wait_for_call("AssumeRole", timeout=0)


def test_accounts_and_users_are_added(sts_local: StsLocal) -> None:
    sts_local.account("444455556666")
    key = sts_local.user("Bob", account="444455556666")
    client = boto3.client("sts", aws_access_key_id=key.access_key_id, aws_secret_access_key=key.secret_access_key)
    assert client.get_caller_identity()["Arn"] == "arn:aws:iam::444455556666:user/Bob"


def test_a_token_of_the_test_issuer_assumes_a_role(sts_local: StsLocal) -> None:
    session = boto3.client("sts").assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{sts_local.account_id}:role/demo",
        RoleSessionName="test",
        WebIdentityToken=sts_local.web_identity_token("repo:octo/app"),
    )
    assert session["SubjectFromWebIdentityToken"] == "repo:octo/app"


def test_a_value_that_is_not_allowed_is_named(sts_local: StsLocal) -> None:
    with pytest.raises(ControlError, match="max_session_seconds") as refused:
        sts_local.role("deploy", max_session_duration=60)
    assert (refused.value.status, refused.value.code) == (400, "invalid_request")


def test_a_server_that_cannot_start_says_why(tmp_path) -> None:  # type: ignore[no-untyped-def]
    config = tmp_path / "accounts.toml"
    config.write_text("[[account]]\nid = 'twelve digits'\n")
    with pytest.raises(RuntimeError, match="exit code 2.*accounts.toml:2"):
        StsLocal.start(config)
