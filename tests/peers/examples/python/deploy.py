"""Takes the sessions of a deployment. Each function has a mistake that AWS refuses."""

import boto3


def with_job_name(role_arn, job):
    """Names the session after a job, such as `build #7`. A session name may have neither spaces nor `#`."""
    return boto3.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=job)


def of_partner(role_arn):
    """Assumes the role of a partner, whose trust policy asks for an external ID."""
    return boto3.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="deploy")


class Deployment:
    """Steps of a deployment that share a session of 15 minutes, and never take a new one."""

    def __init__(self, role_arn):
        sts = boto3.client("sts")
        session = sts.assume_role(RoleArn=role_arn, RoleSessionName="deploy", DurationSeconds=900)
        credentials = session["Credentials"]
        self.sts = boto3.client(
            "sts",
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )

    def step(self):
        return self.sts.get_caller_identity()["Arn"]
