"""Names what of a released OpenAPI document a newer one breaks: whatever could make a client fail that was
written for the released one. New operations, optional members, statuses and enum values break nobody:
clients are told to expect them.

    breaking.py RELEASED NEW
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "patch", "delete")
# What may shrink in no request, and grow in no answer.
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
# What has to stay as it is.
FIXED = ("format", "pattern", "uniqueItems", "const")

Schema = dict[str, Any]


def breaks(released: Schema, new: Schema) -> list[str]:
    """Every break, each with its place."""
    return sorted(set(Comparison(released, new).run()))


class Comparison:
    """Two documents, side by side."""

    def __init__(self, released: Schema, new: Schema) -> None:
        self._documents = (released, new)
        self._compared: set[tuple[str, str, bool]] = set()

    def run(self) -> Iterator[str]:
        old_paths, new_paths = (document["paths"] for document in self._documents)
        for path, item in old_paths.items():
            for method in METHODS:
                if method not in item:
                    continue
                place = f"{method.upper()} {path}"
                if method not in new_paths.get(path, {}):
                    yield f"{place}: the operation is gone"
                    continue
                yield from self._operation(place, item[method], new_paths[path][method])

    def _operation(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if old.get("operationId") != new.get("operationId"):
            yield f"{place}: the operationId is another"
        yield from security(place, old, new)
        yield from self._parameters(place, old, new)
        yield from self._body(place, old, new)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{place}: status {status} is gone"
            else:
                yield from self._answer(f"{place} {status}", answer, new["responses"][status])

    def _parameters(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        old_ones, new_ones = (by_name(operation) for operation in (old, new))
        for key, parameter in new_ones.items():
            if parameter.get("required") and not old_ones.get(key, {}).get("required"):
                yield f"{place} {key}: the parameter is required"
        for key, parameter in old_ones.items():
            if key not in new_ones:
                yield f"{place} {key}: the parameter is gone"
            else:
                schemas = parameter["schema"], new_ones[key]["schema"]
                yield from self._schema(f"{place} {key}", *schemas, is_request=True)

    def _body(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        old_body, new_body = old.get("requestBody", {}), new.get("requestBody", {})
        if new_body.get("required") and not old_body.get("required"):
            yield f"{place}: a body is required"
        yield from self._content(f"{place} body", old_body, new_body, is_request=True)

    def _answer(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        for name in old.get("headers", {}):
            if name not in new.get("headers", {}):
                yield f"{place}: the header {name} is gone"
        yield from self._content(place, old, new, is_request=False)

    def _content(self, place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
        for media_type, content in old.get("content", {}).items():
            if media_type not in new.get("content", {}):
                yield f"{place}: {media_type} is gone"
            elif "schema" in content:
                schema = new["content"][media_type].get("schema", {})
                yield from self._schema(place, content["schema"], schema, is_request)

    def _schema(self, place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
        pair = (json.dumps(old, sort_keys=True), json.dumps(new, sort_keys=True), is_request)
        # What refers to a component is compared once; what is inline, at each place.
        if "$ref" in pair[0]:
            if pair in self._compared:
                return
            self._compared.add(pair)
        old, new = self._resolved(0, old), self._resolved(1, new)
        yield from types(place, old, new, is_request)
        yield from enums(place, old, new, is_request)
        yield from bounds(place, old, new, is_request)
        yield from self._members(place, old, new, is_request)
        for name in ("items", "additionalProperties"):
            if isinstance(old.get(name), dict) and isinstance(new.get(name), dict):
                yield from self._schema(f"{place}[]", old[name], new[name], is_request)
            elif name == "additionalProperties" and is_request and new.get(name) is False:
                if old.get(name) is not False:
                    yield f"{place}: unknown members are refused"
        for name in ("oneOf", "anyOf", "allOf"):
            branches = old.get(name, []), new.get(name, [])
            if len(branches[0]) != len(branches[1]):
                yield f"{place}: {name} has another number of branches"
            else:
                for number, both in enumerate(zip(*branches, strict=True)):
                    yield from self._schema(f"{place} {name}/{number}", *both, is_request)

    def _members(self, place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
        old_members, new_members = old.get("properties", {}), new.get("properties", {})
        old_required, new_required = set(old.get("required", [])), set(new.get("required", []))
        for name in sorted(new_required - old_required if is_request else old_required - new_required):
            # A member that is gone is told of below.
            if is_request or name in new_members:
                yield f"{place} {name}: the member is {'required' if is_request else 'not always there'}"
        for name, member in old_members.items():
            if name in new_members:
                yield from self._schema(f"{place} {name}", member, new_members[name], is_request)
            elif is_request is False or new.get("additionalProperties") is False:
                yield f"{place} {name}: the member is gone"

    def _resolved(self, side: int, schema: Schema) -> Schema:
        """The schema itself; whether it may be null stands in its type, however it was written."""
        seen: list[str] = []
        while True:
            branches = [b for b in schema.get("oneOf", []) if b != {"type": "null"}]
            if "$ref" in schema:
                seen.append(schema["$ref"])
                schema = self._component(side, schema["$ref"])
            elif len(branches) == 1 and len(schema["oneOf"]) == 2:
                inner = self._resolved(side, branches[0])
                return {**inner, "type": sorted({*kinds(inner), "null"})}
            else:
                return schema

    def _component(self, side: int, reference: str) -> Schema:
        found: Any = self._documents[side]
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found


def security(place: str, old: Schema, new: Schema) -> Iterator[str]:
    old_ways = [set(way) for way in old.get("security", [])]
    new_ways = [set(way) for way in new.get("security", [])]
    if not old_ways and new_ways:
        yield f"{place}: it needs credentials"
    for way in old_ways:
        if new_ways and way not in new_ways:
            yield f"{place}: {'+'.join(sorted(way))} is not taken"


def by_name(operation: Schema) -> dict[str, Schema]:
    return {f"{one['in']} {one['name']}": one for one in operation.get("parameters", [])}


def kinds(schema: Schema) -> set[str]:
    kind = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def types(place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
    before, after = kinds(old), kinds(new)
    for kind in sorted(before - after if is_request else after - before):
        if before and after and not (kind == "integer" and "number" in (after if is_request else before)):
            yield f"{place}: {kind} is {'refused' if is_request else 'possible'}"
    if before and not after and not is_request:
        yield f"{place}: the type is open"
    if after and not before and is_request:
        yield f"{place}: the type is {', '.join(sorted(after))}"


def enums(place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is not None and is_request:
        yield f"{place}: only some values are taken"
    for value in before or []:
        # In answers too: whoever waits for the value waits for ever.
        if after is not None and value not in after:
            yield f"{place}: the value {value} is gone"


def bounds(place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
    for names, sign in ((UPPER, 1), (LOWER, -1)):
        for name in names:
            before, after = old.get(name), new.get(name)
            tighter = after is not None and (before is None or (after - before) * sign < 0)
            if is_request and tighter:
                yield f"{place}: {name} is tighter"
    for name in FIXED:
        if old.get(name) != new.get(name) and not (is_request and name not in new):
            yield f"{place}: {name} is another"


def main() -> None:
    released, new = (json.loads(Path(name).read_text()) for name in sys.argv[1:])
    found = breaks(released, new)
    for one in found:
        print(one)
    print(f"{len(found)} breaks of {Path(sys.argv[1]).name}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
