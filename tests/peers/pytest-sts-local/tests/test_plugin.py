"""Test sessions with the plugin."""

from __future__ import annotations

import pytest

DENIED = """
    import boto3

    def test_denied(sts_local):
        role = sts_local.role("deploy", trust={
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"},
        })
        boto3.client("sts").assume_role(RoleArn=role.arn, RoleSessionName="test")
"""
SECTION = "*sts-local: calls that were denied or refused*"


def test_the_report_of_a_failed_test_explains_the_denial(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(DENIED)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([SECTION, "call *, AssumeRole by arn:aws:iam::123456789012:user/Alice: AccessDenied", "*Principal*"])


def test_a_test_that_expects_the_denial_has_no_section(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import boto3, pytest
        from botocore.exceptions import ClientError

        def test_refused(sts_local):
            with pytest.raises(ClientError):
                boto3.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/none", RoleSessionName="test")

        def test_other_failure(sts_local):
            assert 1 == 2
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line(SECTION)


def test_each_worker_of_xdist_has_its_own_server(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os, pathlib, time

        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_server(sts_local, number):
            pathlib.Path(os.environ["PYTEST_XDIST_WORKER"]).write_text(sts_local.endpoint)
            time.sleep(0.2)
        """
    )
    pytester.runpytest_subprocess("-n2").assert_outcomes(passed=4)
    endpoints = [path.read_text() for path in pytester.path.glob("gw*")]
    assert len(endpoints) == len(set(endpoints)) == 2


def test_a_denial_is_explained_with_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(DENIED)
    result = pytester.runpytest_subprocess("-n1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([SECTION])


def test_the_server_reads_a_configuration_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsts_local_config = accounts.toml\n")
    pytester.path.joinpath("accounts.toml").write_text(
        "[[account]]\nid = '444455556666'\n[[account.user]]\nname = 'Bob'\n"
        "[[account.user.keys]]\naccess_key_id = 'AKIAIOSFODNN7EXAMPLE'\n"
        "secret_access_key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'\n"
    )
    pytester.makepyfile("def test_account(sts_local):\n    assert sts_local.account_id == '444455556666'\n")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
