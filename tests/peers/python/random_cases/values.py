"""Random values of a shape, as JSON with the members' names, in the form of the cases."""

import base64
import datetime

import patterns

# The depth limit for recursive shapes. Models without recursion are less deep.
DEEPEST = 12
WORDS = ["", " ", "a", "us-east-1", "100%", "a&b=c", "plus+", "tilde~*", "semi;col", "é中\U0001f600", "line\nbreak"]
WORDS += ['<tag attr="x">', "]]>", "&amp;", "\ttab", '{"Version":"2012-10-17"}', " spaced ", "`'\"", "\u00a0"]
INTEGERS = {"integer": 2**31, "long": 2**63, "short": 2**15, "byte": 2**7}


def walked(shape, value, leaf):
    """Returns the value with every leaf converted by `leaf`."""
    kind = shape.type_name
    if kind == "structure":
        known = lambda name, inner: walked(shape.members[name], inner, leaf) if name in shape.members else inner
        return {name: known(name, inner) for name, inner in value.items()}
    if kind == "list":
        return [walked(shape.member, inner, leaf) for inner in value]
    if kind == "map":
        return {key: walked(shape.value, inner, leaf) for key, inner in value.items()}
    return leaf(kind, value)


class Stuck(Exception):
    """No value within the limits was found."""


class Values:
    def __init__(self, rng, verdicts):
        self.rng = rng
        self.verdicts = verdicts

    def make(self, shape, mode, limits=True, depth=0):
        """Returns a value of the shape, within the limits of the model if `limits` is true."""
        maker = getattr(self, f"_{shape.type_name}", None)
        return maker(shape, mode, limits, depth) if maker else self._number(shape, mode, limits)

    def _structure(self, shape, mode, limits, depth):
        if shape.is_tagged_union:
            name = self.rng.choice(list(shape.members))
            return {name: self.make(shape.members[name], mode, limits, depth + 1)}
        value = {}
        for name, member in shape.members.items():
            if name in shape.required_members or self._wanted(member, mode, depth):
                try:
                    value[name] = self.make(member, mode, limits, depth + 1)
                except Stuck:
                    if name in shape.required_members:
                        raise
        return value

    def _wanted(self, member, mode, depth):
        if depth > DEEPEST or (depth > 2 and self.rng.random() < depth / 8):
            return False
        empty = member.type_name in ("list", "map", "structure") and not member.metadata.get("min")
        return {"min": False, "max": True, "empties": empty}.get(mode, self.rng.random() < 0.5)

    def _count(self, shape, mode, limits):
        least = shape.metadata.get("min", 0) if limits else 0
        most = shape.metadata.get("max", 3) if limits else 3
        more = {"min": 0, "empties": 0, "max": 2}.get(mode, self.rng.randint(0, 2))
        return max(least, min(most, least + more))

    def _list(self, shape, mode, limits, depth):
        return [self.make(shape.member, mode, limits, depth + 1) for _ in range(self._count(shape, mode, limits))]

    def _map(self, shape, mode, limits, depth):
        count = self._count(shape, mode, limits)
        keys = {self.make(shape.key, "rand", limits, depth + 1) for _ in range(2 * count)}
        if len(keys) < count:
            raise Stuck(shape.name)
        return {key: self.make(shape.value, mode, limits, depth + 1) for key in sorted(sorted(keys)[:count])}

    def _string(self, shape, mode, limits, depth=0):
        if shape.enum:
            return self.rng.choice(shape.enum)
        if not limits:
            return self.rng.choice(WORDS) + self.rng.choice(WORDS)
        for attempt in range(60):
            text = self._text(shape, attempt)
            if text is not None and self.fits(shape, text):
                return text
        raise Stuck(shape.name)

    def _text(self, shape, attempt):
        pattern, least = shape.metadata.get("pattern"), shape.metadata.get("min", 0)
        if pattern:
            return patterns.sample(pattern, self.rng, self.rng.choice([1, 5, least + 5, 2 * least + 20]))
        text = "".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(1, 3)))
        return (text + "x" * least)[: shape.metadata.get("max", len(text) + least)] if attempt else text

    def fits(self, shape, text):
        """Returns True if a text is within the limits of its shape."""
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 2**31)
        pattern = shape.metadata.get("pattern")
        return least <= len(text) <= most and (not pattern or self.verdicts.matches(pattern, text))

    def filled(self, shape, length):
        """Returns a text of this length that matches the pattern, or None."""
        pattern = shape.metadata.get("pattern")
        for _ in range(40):
            start = patterns.sample(pattern, self.rng, 3) if pattern else ""
            if start is None:
                break
            for filler in "éaA0/-":
                text = (start + filler * length)[:length] if len(start) <= length else start[:length]
                if not pattern or self.verdicts.matches(pattern, text):
                    return text
        return None

    def _boolean(self, shape, mode, limits, depth):
        return self.rng.random() < 0.5

    def _blob(self, shape, mode, limits, depth):
        least = shape.metadata.get("min", 0)
        most = min(shape.metadata.get("max", least + 20), least + 20)
        return base64.b64encode(self.rng.randbytes(self.rng.randint(least, most))).decode()

    def _timestamp(self, shape, mode, limits, depth):
        seconds = self.rng.choice([0, 1_398_796_238, 4_102_444_799, self.rng.randint(0, 2**32)])
        time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        fraction = self.rng.choice(["", "", ".123", ".5"]) if not limits else ""
        return time.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"

    def _number(self, shape, mode, limits):
        least, most = shape.metadata.get("min"), shape.metadata.get("max")
        if shape.type_name in ("float", "double"):
            if least is not None or most is not None:
                low = 0 if least is None else least
                return self.rng.uniform(low, low + 1 if most is None else most)
            plain = [0.0, 0.5, -1.25, 1e-7, 1e16, 100.0]
            return self.rng.choice(plain + ["NaN", "Infinity", "-Infinity"])
        edge = INTEGERS[shape.type_name]
        low, high = (
            (-edge, edge - 1) if not limits else (-edge if least is None else least, edge - 1 if most is None else most)
        )
        return self.rng.choice([low, high, max(low, min(high, 1)), self.rng.randint(low, high)])
