"""Calls STS through botocore.

Reads calls from standard input and writes responses to standard output, one JSON object per line.

A call is {"endpoint", "region", "credentials", "operation", "input"}. The response is {"output"}, with times as text, or
{"error": {"status", "code", "message"}}. botocore's own validation is turned off, so that the service judges every
input.
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
    """Formats a time according to RFC 3339."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise TypeError(f"cannot serialize {type(value)}")


def respond(call):
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
    print(json.dumps(respond(json.loads(line)), default=text), flush=True)
