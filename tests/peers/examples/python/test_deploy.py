import pytest
from deploy import Deployment, of_partner, with_job_name

PARTNER = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "blue"}},
    },
}


@pytest.mark.sts_role("deploy")
def test_session_is_named_after_the_job(sts_role):
    assert with_job_name(sts_role.arn, "build #7")["AssumedRoleUser"]


@pytest.mark.sts_role("partner", trust=PARTNER)
def test_role_of_partner_is_assumed(sts_role):
    assert of_partner(sts_role.arn)["Credentials"]


@pytest.mark.sts_role("deploy")
def test_deployment_takes_twenty_minutes(sts_role, sts_clock):
    deployment = Deployment(sts_role.arn)
    sts_clock.advance(minutes=20)
    assert deployment.step().endswith("assumed-role/deploy/deploy")
