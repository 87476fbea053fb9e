"""Requests that exceed one limit of the model, and requests that are just within it."""

import base64
import re

from inputs import filled, is_valid, parameters
from values import INTEGERS, Stuck

# Longer values would test nothing more.
LONGEST = 20_000
# Inputs that wrong translations of Java's patterns misjudge.
PROBES = {
    "unicode_letter": lambda text: text[:1] + "é" + text[1:],
    "unicode_digit": lambda text: text[:1] + "٣" + text[1:],
    "nbsp": lambda text: text[:1] + "\u00a0" + text[1:],
    "astral": lambda text: text[:1] + "\U0001f600" + text[1:],
    "newline_end": lambda text: text + "\n",
    "newline_start": lambda text: "\n" + text,
    "del": lambda text: text[:1] + "\x7f" + text[1:],
    "bang": lambda text: text + "!",
    "line_separator": lambda text: text[:1] + "\u2028" + text[1:],
}


class Place:
    """A member of an input, with a function that builds an input with a given value there."""

    def __init__(self, path, shape, build):
        self.path, self.shape, self.build = path, shape, build


def places(values, shape, path="", build=lambda value: value, above=()):
    """Yields every place below. A shape that contains itself is entered only once."""
    yield Place(path, shape, build)
    if shape.name in above or len(above) > 8:
        return
    above = (*above, shape.name)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from places(values, member, f"{path}.{name}".lstrip("."), inside(values, shape, name, build), above)
    elif shape.type_name == "list":
        count = max(1, shape.metadata.get("min", 0))
        rest = lambda: [values.make(shape.member, "min") for _ in range(count - 1)]
        yield from places(values, shape.member, f"{path}[0]", lambda value: build([value, *rest()]), above)
    elif shape.type_name == "map":
        key = values.make(shape.key, "rand")
        item = lambda: values.make(shape.value, "min")
        # Other entries, as many as the minimum size of the map requires.
        others = {f"k{number}": item() for number in range(1, shape.metadata.get("min", 0))}
        entries = lambda one: build(dict(sorted({**others, **one}.items())))
        if not re.search(r"[.()\[\]]", key):
            yield from places(values, shape.value, f"{path}.value({key})", lambda value: entries({key: value}), above)
        yield Place(f"{path}.key", shape.key, lambda value: entries({value: item()}))


def inside(values, shape, name, build):
    def filled(value):
        if shape.is_tagged_union:
            return build({name: value})
        wanted = [member for member in shape.members if member == name or member in shape.required_members]
        return build(
            {member: value if member == name else values.make(shape.members[member], "min") for member in wanted}
        )

    return filled


def breaks(values, verdicts, shape):
    """Yields constraint, limit, a value that violates it, what else it violates, and a value just within the limit."""
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "string" and not shape.enum:
        yield from of_text(values, verdicts, shape, least, most)
    elif shape.type_name in INTEGERS:
        edge = INTEGERS[shape.type_name]
        if shape.metadata.get("min") is not None and least > -edge:
            yield "range_min", least, least - 1, [], least
        if most is not None and most < edge - 1:
            yield "range_max", most, most + 1, [], most
    elif shape.type_name == "list":
        of = lambda count: [values.make(shape.member, "min") for _ in range(count)]
        if least:
            yield "list_min", least, of(least - 1), [], of(least)
        if most is not None and most < 300:
            yield "list_max", most, of(most + 1), [], of(most)
    elif shape.type_name == "blob":
        of = lambda count: base64.b64encode(bytes(count)).decode()
        if least:
            yield "length_min", least, of(least - 1), [], of(least)
        if most is not None and most < LONGEST:
            yield "length_max", most, of(most + 1), [], of(most)


def of_text(values, verdicts, shape, least, most):
    pattern = shape.metadata.get("pattern")
    matches = lambda text: not pattern or verdicts.matches(pattern, text)
    for constraint, limit, length in (("length_min", least, least - 1), ("length_max", most, (most or 0) + 1)):
        if limit is None or not 0 <= length <= LONGEST or (constraint == "length_min" and not least):
            continue
        bad, good = values.filled(shape, length), values.filled(shape, limit)
        bad = "a" * length if bad is None else bad
        yield constraint, limit, bad, [] if matches(bad) else ["pattern"], good
    # Only the service can check a pattern with look-around.
    if not pattern or re.search(r"\(\?[=!<]", pattern):
        return
    try:
        good = values.make(shape, "rand")
    except Stuck:
        return
    for probe, spoil in PROBES.items():
        bad = spoil(good)
        if least <= len(bad) <= (most or LONGEST) and not matches(bad):
            yield f"pattern {probe}", pattern, bad, [], None
        elif matches(bad) and values.fits(shape, bad):
            yield f"pattern {probe}", pattern, None, [], bad


def cases(operation, values, rng, verdicts):
    shape = operation.input_shape
    if shape is None:
        return
    known = set()
    try:
        every = list(places(values, shape))
    except Stuck:
        return
    for place in every:
        try:
            yield from at(operation, values, verdicts, place, known)
        except Stuck:
            continue


def at(operation, values, verdicts, place, known):
    if place.shape.type_name == "structure" and place.shape.name not in known and not place.shape.is_tagged_union:
        known.add(place.shape.name)
        whole = values.make(place.shape, "min")
        # The client fills in a missing idempotency token.
        tokens = [] if place.path else operation.idempotent_members
        for name in (name for name in place.shape.required_members if name not in tokens):
            value = {key: inner for key, inner in whole.items() if key != name}
            member = f"{place.path}.{name}".lstrip(".")
            yield {
                "kind": "invalid",
                "member": member,
                "constraint": "required",
                "limit": None,
                "input": place.build(value),
            }
    for constraint, limit, bad, also, good in breaks(values, verdicts, place.shape):
        constraint, *probe = constraint.split(" ")
        common = {"constraint": constraint, "limit": limit, "shape": place.shape.name}
        common |= {"probe": probe[0]} if probe else {}
        member = lambda value: f"{place.path}({value})" if place.path.endswith(".key") else place.path
        if bad is not None:
            case = {"kind": "invalid", "member": member(bad), **common, "input": place.build(bad)}
            yield {**case, "also": also} if also else case
        if good is not None and is_valid(operation, filled(operation, place.build(good))):
            value = place.build(good)
            params, leaf_types = parameters(operation, filled(operation, value))
            yield {
                "kind": "boundary",
                "member": member(good),
                **common,
                "input": value,
                "params": params,
                "leaf_types": leaf_types,
            }
