"""Calls STS through botocore, for whoever writes calls to its standard input: one JSON object a line each way.

A call is {"endpoint", "region", "credentials", "operation", "input"}. Its answer is {"output"}, with times as text, or
{"error": {"status", "code", "message"}}. botocore's own checks of the input are off: what the service says is wanted.
"""

import datetime
import json
import sys

import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

SESSION = botocore.session.Session()
CONFIG = Config(
    parameter_validation=False,
    retries={"total_max_attempts": 1},
    connect_timeout=10,
    read_timeout=30,
    proxies={},
)


def text(value):
    """A time as RFC 3339 writes it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise TypeError(f"no text for {type(value)}")


def answer(call):
    key = call["credentials"]
    client = SESSION.create_client(
        "sts",
        region_name=call["region"],
        endpoint_url=call["endpoint"],
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=key.get("SessionToken"),
        config=CONFIG,
    )
    try:
        output = getattr(client, xform_name(call["operation"]))(**call["input"])
    except ClientError as refused:
        error = refused.response["Error"]
        status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": {"status": status, "code": error["Code"], "message": error["Message"]}}
    del output["ResponseMetadata"]
    return {"output": output}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), default=text), flush=True)
