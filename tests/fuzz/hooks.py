"""What the desk's own problems say more exactly than a status."""

import json
from typing import Any

import schemathesis

# What a schema can say: a request that fits the document is never refused for it. Not the shortest length:
# what is typed is trimmed before it is measured. Not what is missing: of two members, one may be needed.
SAID_BY_A_SCHEMA = {
    "duplicate_field",
    "invalid_type",
    "too_long",
    "unknown_field",
}


@schemathesis.check
def refused_for_its_meaning_only(ctx: Any, response: Any, case: Any) -> None:
    """422 to what fits the document names a rule that no schema can say: a reference to nothing, a password
    that is wrong, a key that was used before."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    errors = json.loads(response.content)["errors"]
    assert errors, "422 without a word about what is wrong"
    # At the root, a rule is about members that need or exclude each other.
    found = {error["code"] for error in errors if error.get("pointer") != "#"} & SAID_BY_A_SCHEMA
    assert not found, f"refused for {', '.join(sorted(found))}, which the document should have told"


@schemathesis.deserializer("application/octet-stream")
def read_bytes(ctx: Any, response: Any) -> str:
    """Files are any bytes, each a character here."""
    return response.content.decode("latin-1")
