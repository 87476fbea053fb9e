"""Texts that a Java pattern probably matches. Java decides whether it does."""

import functools
import re
from re import _constants as kinds
from re import _parser as parser

# Some characters of each Unicode category that the models use.
CATEGORIES = {"L": "AbzéßЖ中", "Z": "  ", "N": "07٣", "M": "\u0301", "P": ".,!", "S": "+$€", "Lu": "AZÉ", "Ll": "azé"}
CATEGORIES |= {"Nd": "07٣", "Zs": "  ", "IsL": "Abé", "Alpha": "Ab", "Alnum": "Ab0", "Punct": "!", "Graph": "A!"}
CATEGORIES |= {"ASCII": "Ab0", "Print": "A 0", "Space": " \t", "Digit": "09", "Lower": "az", "Upper": "AZ"}
ANY = "aZ09 -_./:@é中"


@functools.lru_cache(maxsize=None)
def tree(pattern):
    """Parses the pattern with Python's parser. Returns None if Python cannot parse it."""
    pattern = pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
    pattern = re.sub(r"\\[pP]\{(\w+)\}", lambda found: CATEGORIES.get(found[1], ANY), pattern)
    pattern = pattern.replace("[[", "[\\[").replace("\\z", "\\Z")
    try:
        return parser.parse(pattern, re.ASCII)
    except (re.error, OverflowError):
        return None


def sample(pattern, rng, generous):
    """Returns a text. Repetitions may exceed their minimum by up to `generous`."""
    nodes = tree(pattern)
    return None if nodes is None else "".join(_node(node, rng, generous) for node in nodes)


def _node(node, rng, generous):
    kind, value = node
    several = lambda nodes: "".join(_node(inner, rng, generous) for inner in nodes)
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.NOT_LITERAL:
        return rng.choice([c for c in ANY if ord(c) != value])
    if kind is kinds.ANY:
        return rng.choice(ANY)
    if kind is kinds.IN:
        return _one_of(value, rng)
    if kind is kinds.BRANCH:
        return several(rng.choice(value[1]))
    if kind is kinds.SUBPATTERN:
        return several(value[3])
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, inner = value
        count = rng.randint(least, min(int(most), least + generous))
        return "".join(several(inner) for _ in range(count))
    return ""


def _one_of(items, rng):
    if items[0][0] is kinds.NEGATE:
        return rng.choice([c for c in ANY + "!~" if not any(_holds(item, c) for item in items[1:])] or ["a"])
    kind, value = rng.choice(items)
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.RANGE:
        code = rng.choice([value[0], value[1], rng.randint(*value)])
        return "a" if 0xD800 <= code <= 0xDFFF else chr(code)
    return rng.choice([c for c in ANY if _holds((kind, value), c)] or ["a"])


def _holds(item, character):
    kind, value = item
    if kind is kinds.LITERAL:
        return ord(character) == value
    if kind is kinds.RANGE:
        return value[0] <= ord(character) <= value[1]
    word = {kinds.CATEGORY_DIGIT: r"\d", kinds.CATEGORY_SPACE: r"\s", kinds.CATEGORY_WORD: r"\w"}
    word |= {kinds.CATEGORY_NOT_DIGIT: r"\D", kinds.CATEGORY_NOT_SPACE: r"\S", kinds.CATEGORY_NOT_WORD: r"\W"}
    return re.fullmatch(word[value], character, re.ASCII) is not None
