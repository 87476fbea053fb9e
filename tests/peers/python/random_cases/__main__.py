"""Random conformance cases for any model of the Query protocol in the form API-2.

    python3 tests/peers/python/random_cases MODEL SEED > cases.jsonl
    cargo xtask conformance --model MODEL --cases cases.jsonl

What is expected comes from others than this project: botocore's serializer, parser and validator, and Java's regular
expressions. Needs botocore in the version of requirements.txt, and a Java of version 11 or newer.
"""

import gzip
import json
import random
import sys

import answers
import errors
import inputs
import limits
from botocore.model import ServiceModel
from values import Values
from verdicts import Verdicts


def cases(model, rng, verdicts):
    """All cases of a service, each without what is the same for all."""
    service = ServiceModel(model)
    values = Values(rng, verdicts)
    for number, name in enumerate(service.operation_names):
        operation = service.operation_model(name)
        makers = (
            inputs.cases(operation, values, rng),
            answers.cases(operation, values, rng),
            errors.cases(operation, values, rng, everything=number == 0),
            limits.cases(operation, values, rng, verdicts),
        )
        for maker in makers:
            for index, case in enumerate(maker):
                yield {"id": f"{name}/{case['kind']}/{index}", "operation": name, **case}


def main(path, seed):
    data = open(path, "rb").read()
    model = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    metadata = model["metadata"]
    # A model that lists several protocols is taken as one of this protocol.
    metadata["protocol"] = "query"
    common = {"service": metadata["endpointPrefix"], "version": metadata["apiVersion"]}
    with Verdicts() as verdicts:
        for case in cases(model, random.Random(seed), verdicts):
            print(json.dumps({**common, **case}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
