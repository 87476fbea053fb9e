"""Errors as services write them, and responses that are not error documents."""

from outputs import ID, Node, nodes, written
from values import Stuck

XML, HTML = "text/xml", "text/html"
COMMON = [("AccessDenied", 403), ("ThrottlingException", 400), ("InternalFailure", 500), ("ExpiredToken", 403)]
# Responses that are not error documents of the service: status, content type, body.
FOREIGN = {
    "empty_500": (500, XML, ""),
    "whitespace_500": (500, XML, " \n "),
    "html_503": (503, HTML, "<html><body><b>Http/1.1 Service Unavailable</b></body> </html>"),
    "doctype_html_503": (503, HTML, "<!DOCTYPE html><html><body><p>x<br></p></body></html>"),
    "uppercase_html_502": (502, HTML, "<HTML><BODY>Bad gateway</BODY></HTML>"),
    "html_403": (403, HTML, "<html><body>proxy says no</body></html>"),
    "plain_text_504": (504, "text/plain", "upstream timed out"),
    "json_400": (400, "application/x-amz-json-1.1", '{"__type":"X","message":"y"}'),
    "empty_400": (400, XML, ""),
    "truncated_400": (400, XML, "<ErrorResponse><Error><Code>Foo</Co"),
    "no_error_element_400": (400, XML, f"<ErrorResponse><RequestId>{ID}</RequestId></ErrorResponse>"),
    "redirect_301": (301, HTML, "<html><body>Moved</body></html>"),
    "ok_200_empty_body": (200, XML, ""),
    "ok_204_empty": (204, XML, ""),
    "ok_200_truncated": (200, XML, "<XResponse><XRes"),
    "ok_200_html": (200, HTML, "<html><body>captive portal</body></html>"),
}


def document(code, message="no", kind="Sender", more=(), word="Message", request_id=True):
    parts = [] if kind is None else [Node("Type", text=kind)]
    parts.append(Node("Code", text=code))
    parts += [] if message is None else [Node(word, text=message)]
    identity = [Node("RequestId", text=ID)] if request_id else []
    return Node("ErrorResponse", children=[Node("Error", children=[*parts, *more]), *identity])


def case(form, status, root, intent, headers=None, style="plain", rng=None, uri=None):
    space = f' xmlns="{uri}"' if uri else ""
    body = root if isinstance(root, str) else written(root, style, rng, root=space)
    headers = {"Content-Type": XML, **(headers or {})}
    return {"kind": "error", "form": form, "status": status, "headers": headers, "response_xml": body, "intent": intent}


def details(shape, values, rng):
    """Returns the members of an error other than its message, as JSON and as elements."""
    found, elements = {}, []
    for name, member in shape.members.items():
        if name.lower() in ("message", "code", "type"):
            continue
        try:
            value = values.make(member, "max", limits=False)
        except Stuck:
            continue
        if value in ([], {}):
            continue
        found[name] = value
        elements += nodes(member.serialization.get("name", name), member, value, "plain", rng)
    return found, elements


def modelled(operation, values, rng):
    """Yields each error that the operation declares, in every form."""
    uri = operation.metadata.get("xmlNamespace")
    uri = uri.get("uri") if isinstance(uri, dict) else uri
    codes = {}
    for shape in operation.error_shapes:
        codes.setdefault(shape.error_code, shape)
    for number, (code, shape) in enumerate(codes.items()):
        status = shape.metadata.get("error", {}).get("httpStatusCode", 400)
        kind = "Sender" if status < 500 else "Receiver"
        found, more = details(shape, values, rng)
        message = rng.choice(["no", '<no> & "never"', "é 中", "line\nbreak"])
        words = {name: message for name in shape.members if name.lower() == "message"}
        full = {"shape": shape.name, "code": code, "message": message, "type": kind, "members": {**words, **found}}
        full["request_id"] = ID
        make = lambda form, root, intent=full, status=status, **other: case(
            form, status, root, intent, rng=rng, **other
        )
        yield make("standard", document(code, message, kind, more), uri=uri)
        if number > 2:
            continue
        style = rng.choice(["cdata", "comments", "pretty", "entities", "unknown", "attrs", "crlf"])
        yield make("standard", document(code, message, kind, more), style=style, uri=uri)
        yield make("no_xmlns_compact", document(code, message, kind, more))
        yield make("lowercase_message", document(code, message, kind, more, word="message"))
        yield make("no_message", document(code, None, kind, more), {**full, "message": None, "members": found})
        bare = document(code, message, None, more, request_id=False)
        unnamed = {**full, "type": None, "request_id": None}
        yield make("no_type_no_requestid", bare, unnamed, headers={"x-amzn-RequestId": ID})
        inner = bare.children[0]
        packed = Node("Response", children=[Node("Errors", children=[inner]), Node("RequestID", text=ID)])
        yield make("response_errors_error", packed, {**full, "type": None})
        root = Node("Error", children=[*inner.children, Node("RequestId", text=ID)])
        yield make("bare_error_root", root, {**full, "type": None})
        metadata = Node("ResponseMetadata", children=[Node("RequestId", text=ID)])
        yield make("requestid_in_metadata", Node("ErrorResponse", children=[inner, metadata]), {**full, "type": None})
        yield make("wrong_status", document(code, message, kind, more), status=500 if status < 500 else 400)
        if shape.name not in codes:
            nothing = {**full, "shape": None, "code": shape.name, "members": {}}
            yield make("shape_name_as_code", document(shape.name, message, kind), nothing)


def cases(operation, values, rng, everything):
    yield from modelled(operation, values, rng)
    known = {shape.error_code for shape in operation.error_shapes}
    common = [("SomethingUnmodelled", 400), *(COMMON if everything else [])]
    for code, status in common:
        if code not in known:
            intent = {"shape": None, "code": code, "message": "no", "type": "Sender", "request_id": ID}
            yield case("common_error", status, document(code), intent, rng=rng)
    forms = FOREIGN if everything else {"empty_500": FOREIGN["empty_500"], "html_503": FOREIGN["html_503"]}
    for form, (status, content, body) in forms.items():
        yield case(form, status, body, {"shape": None, "code": None}, {"Content-Type": content})
    if everything:
        yield case("empty_code_400", 400, document(""), {"shape": None, "code": ""}, rng=rng)
        two = [Node("Error", children=[Node("Code", text=code)]) for code in ("First", "Second")]
        root = Node("Response", children=[Node("Errors", children=two)])
        yield case("two_errors", 400, root, {"shape": None, "code": "First"}, rng=rng)
        root = f"<{operation.name}Response/>"
        yield case("ok_200_missing_wrapper", 200, root, {"shape": None, "code": None})
        if "InternalError" not in known:
            root = document("InternalError", kind="Receiver")
            yield case("ok_200_error_body", 200, root, {"shape": None, "code": "InternalError"}, rng=rng)
