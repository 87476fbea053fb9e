"""Requests as botocore writes them."""

import base64
import datetime

from botocore.serialize import QuerySerializer
from botocore.validate import ParamValidator
from values import Stuck, walked

TOKEN = "00000000-0000-4000-8000-000000000000"
MODES = ["min", "max", "empties", "rand", "rand"]


class Recorder(QuerySerializer):
    """botocore's serializer, which also records the type of each parameter."""

    def _serialize(self, serialized, value, shape, prefix=""):
        if shape.type_name == "list" and not value:
            self.kinds[prefix] = "empty_list"
        elif shape.type_name not in ("structure", "list", "map"):
            self.kinds[prefix] = shape.type_name
        super()._serialize(serialized, value, shape, prefix)


def native(kind, value):
    """Converts a leaf to the type that botocore accepts."""
    if kind == "blob":
        return base64.b64decode(value)
    if kind == "timestamp":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return float(value) if kind in ("float", "double") else value


def parameters(operation, value):
    """Returns the parameters that botocore sends, and their types."""
    serializer, shape = Recorder(), operation.input_shape
    serializer.kinds = {"Action": "protocol", "Version": "protocol"}
    body = serializer.serialize_to_request(walked(shape, value, native) if shape else {}, operation)["body"]
    return [[name, str(text)] for name, text in body.items()], [serializer.kinds[name] for name in body]


def is_valid(operation, value):
    shape = operation.input_shape
    return not ParamValidator().validate(walked(shape, value, native), shape).has_errors()


def filled(operation, value):
    """Returns the value with the idempotency tokens that a client fills in, in the order of the model."""
    tokens = operation.idempotent_members
    named = [name for name in operation.input_shape.members if name in value or name in tokens]
    return {name: value.get(name, TOKEN) for name in named}


def cases(operation, values, rng):
    shape = operation.input_shape
    for mode in MODES:
        try:
            value = values.make(shape, mode) if shape else {}
        except Stuck:
            continue
        whole = filled(operation, value) if shape else {}
        if shape and not is_valid(operation, whole):
            continue
        params, leaf_types = parameters(operation, whole)
        tokens = [name for name in whole if name not in value]
        case = {"kind": "input", "mode": mode, "input": value, "params": params, "leaf_types": leaf_types}
        yield {**case, "autofill": tokens} if tokens else case
