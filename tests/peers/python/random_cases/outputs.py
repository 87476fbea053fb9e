"""Responses in several styles of XML. Only those that botocore reads as intended are kept."""

import base64
import datetime
import math
from xml.sax.saxutils import escape

from botocore.parsers import ResponseParserError, create_parser
from values import walked

ID = "c6104cbe-af31-11e0-8154-cbc7ccf896c7"
STYLES = ["plain", "pretty", "decl", "cdata", "comments", "unknown", "prefix", "shuffled", "attrs", "entities"]
STYLES += ["selfclose", "no_xmlns", "offsets", "crlf"]
MODES = ["min", "max", "empties", "rand", "rand"]


class Node:
    """An element with text or child elements. If `loose`, the children may be reordered and unknown ones inserted."""

    def __init__(self, name, text=None, children=(), loose=False):
        self.name, self.text, self.children, self.loose = name, text, list(children), loose


def nodes(name, shape, value, style, rng):
    """Returns the elements that represent a member."""
    kind = shape.type_name
    if kind == "structure":
        return [structure(name, shape, value, style, rng)]
    if kind == "list":
        flat = shape.serialization.get("flattened")
        item = shape.member.serialization.get("name")
        inner = (item or name) if flat else (item or "member")
        items = [node for element in value for node in nodes(inner, shape.member, element, style, rng)]
        return items if flat else [Node(name, children=items)]
    if kind == "map":
        key, item = (
            part.serialization.get("name", word) for part, word in ((shape.key, "key"), (shape.value, "value"))
        )
        flat = shape.serialization.get("flattened")
        entry = name if flat else "entry"
        entries = [
            Node(entry, children=[Node(key, text=text), *nodes(item, shape.value, inner, style, rng)])
            for text, inner in value.items()
        ]
        return entries if flat else [Node(name, children=entries)]
    return [Node(name, text=leaf(shape, value, style, rng))]


def structure(name, shape, value, style, rng):
    children = []
    for member, inner in value.items():
        if member == "SDK_UNKNOWN_MEMBER":
            children.append(Node(inner["name"], text="later"))
            continue
        part = shape.members[member]
        children += nodes(part.serialization.get("name", member), part, inner, style, rng)
    return Node(name, children=children, loose=not shape.is_tagged_union)


def leaf(shape, value, style, rng):
    if isinstance(value, bool):
        return "true" if value else "false"
    if shape.type_name == "timestamp" and style == "offsets":
        time = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        zone = datetime.timezone(datetime.timedelta(minutes=rng.choice([-60, 90, 330])))
        return time.astimezone(zone).isoformat()
    return str(value)


def written(node, style, rng, depth=0, root=""):
    name = f"ns:{node.name}" if style == "prefix" else node.name
    attributes = root + (rng.choice([' xsi:type="x"', ' a="1"', ""]) if style == "attrs" else "")
    attributes = attributes.replace(" xsi:", ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:')
    inside = text(node.text, style) if node.text is not None else elements(node, style, rng, depth)
    if not inside and (style == "selfclose" or rng.random() < 0.3):
        return f"<{name}{attributes}/>"
    return f"<{name}{attributes}>{inside}</{name}>"


def elements(node, style, rng, depth):
    children = list(node.children)
    if node.loose and style == "shuffled":
        rng.shuffle(children)
    parts = [written(child, style, rng, depth + 1) for child in children]
    if node.loose and style == "unknown":
        parts.insert(rng.randint(0, len(parts)), "<Brandnew a='1'><Deep>x</Deep><Deep/></Brandnew>")
    if style == "comments":
        parts = [part + "<!-- between --><?pi x?>" for part in parts]
    if style in ("pretty", "crlf") and parts:
        line = ("\r\n" if style == "crlf" else "\n") + "  " * depth
        return "".join(line + "  " + part for part in parts) + line
    return "".join(parts)


def text(plain, style):
    if style == "entities":
        return "".join(f"&#x{ord(c):X};" if ord(c) % 2 else f"&#{ord(c)};" for c in plain)
    if style == "cdata" and "\r" not in plain:
        return "<![CDATA[" + plain.replace("]]>", "]]]]><![CDATA[>") + "]]>"
    if style == "comments" and len(plain) > 1:
        return text(plain[:1], "plain") + "<!-- inside -->" + text(plain[1:], "plain")
    return escape(plain).replace("\r", "&#13;")


def read(kind, value):
    """Converts a leaf that botocore has read to the form of the cases; times become instants."""
    if kind == "blob":
        return base64.b64encode(value).decode()
    if kind == "timestamp":
        return instant(value)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN" if value != value else value)


def meant(kind, value):
    """Converts a generated leaf to the same form."""
    return instant(value) if kind == "timestamp" else value


def instant(time):
    time = datetime.datetime.fromisoformat(time.replace("Z", "+00:00")) if isinstance(time, str) else time
    return f"instant {time.timestamp()}"


def later(shape, value, rng):
    """Returns the value with some members of unions replaced by an unknown member."""
    if shape.type_name == "structure":
        if shape.is_tagged_union and rng.random() < 0.2:
            return {"SDK_UNKNOWN_MEMBER": {"name": "Brandnew"}}
        return {name: later(shape.members[name], inner, rng) for name, inner in value.items()}
    if shape.type_name == "list":
        return [later(shape.member, inner, rng) for inner in value]
    return value


def cases(operation, values, rng):
    shape, name = operation.output_shape, operation.name
    for mode in MODES:
        style = rng.choice(STYLES)
        value = values.make(shape, mode, limits=False) if shape else {}
        value = drop_empty_flat(shape, later(shape, value, rng)) if shape else {}
        metadata = Node("ResponseMetadata", children=[Node("RequestId", text=ID)])
        result = [structure(f"{name}Result", shape, value, style, rng)] if shape else []
        root = Node(f"{name}Response", children=[*result, metadata])
        uri = operation.metadata.get("xmlNamespace")
        uri = uri.get("uri") if isinstance(uri, dict) else uri
        space = "" if style == "no_xmlns" or (not uri and style != "prefix") else f' xmlns="{uri}"'
        space = f' xmlns:ns="{uri}"' if style == "prefix" else space
        declaration = '<?xml version="1.0" encoding="UTF-8"?>\n' if style == "decl" else ""
        body = declaration + written(root, style, rng, root=space)
        headers = {"Content-Type": "text/xml"}
        try:
            parsed = create_parser("query").parse(
                {"status_code": 200, "headers": headers, "body": body.encode()}, shape
            )
        except (ResponseParserError, KeyError):
            continue
        parsed.pop("ResponseMetadata")
        if not shape or walked(shape, parsed, read) == walked(shape, value, meant):
            case = {"kind": "output", "mode": mode, "style": style, "status": 200, "headers": headers}
            yield {**case, "response_xml": body, "output": value, "request_id": ID}


def drop_empty_flat(shape, value):
    """Removes empty flattened lists, which are absent on the wire."""
    if shape.type_name == "structure":
        parts = {name: (shape.members.get(name), inner) for name, inner in value.items()}
        gone = lambda part, inner: part and part.serialization.get("flattened") and inner in ([], {})
        kept = {name: pair for name, pair in parts.items() if not gone(*pair)}
        return {name: drop_empty_flat(part, inner) if part else inner for name, (part, inner) in kept.items()}
    if shape.type_name == "list":
        return [drop_empty_flat(shape.member, inner) for inner in value]
    return value
