"""Signs requests with botocore: python botocore_signer.py REQUESTS SIGNATURES

Both files contain JSON, one object per line. A request is {"method", "url", "headers", "body", "credentials", "region",
"service", "time"}. The result has the canonical request and the signature.
"""

import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def sign(call):
    key = call["credentials"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    signer = SigV4Auth(credentials, call["service"], call["region"])
    request = AWSRequest(call["method"], call["url"], call["headers"], call["body"].encode())
    request.context["timestamp"] = call["time"]
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    return {"canonical": canonical, "signature": signature}


requests, signatures = sys.argv[1:]
with open(requests, encoding="utf-8") as calls, open(signatures, "w", encoding="utf-8") as out:
    for line in calls:
        out.write(json.dumps(sign(json.loads(line))) + "\n")
