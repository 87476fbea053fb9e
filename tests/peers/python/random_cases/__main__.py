"""Generates random conformance cases for any API-2 model of the Query protocol.

    python3 tests/peers/python/random_cases MODEL SEED > cases.jsonl
    cargo xtask conformance --model MODEL --cases cases.jsonl

The expected results do not come from this project: they come from botocore's serializer, parser and validator, and from
Java's regular expressions. Requires the version of botocore in requirements.txt, and Java 11 or newer.
"""

import gzip
import json
import random
import sys

import errors
import inputs
import limits
import outputs
from botocore.model import ServiceModel
from values import Values
from verdicts import Verdicts


def cases(model, rng, verdicts):
    """Yields all cases of a service, without the fields that are the same for all."""
    service = ServiceModel(model)
    values = Values(rng, verdicts)
    for number, name in enumerate(service.operation_names):
        operation = service.operation_model(name)
        makers = (
            inputs.cases(operation, values, rng),
            outputs.cases(operation, values, rng),
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
    # Of several protocols that a model lists, the Query protocol is used.
    metadata["protocol"] = "query"
    common = {"service": metadata["endpointPrefix"], "version": metadata["apiVersion"]}
    with Verdicts() as verdicts:
        for case in cases(model, random.Random(seed), verdicts):
            print(json.dumps({**common, **case}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
