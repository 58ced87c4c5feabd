"""What pgbench runs: the rows of one stored ticket as one statement, and a joined read."""

from typing import Any

# The rows that one `POST /tickets` has written, each as JSON on a line.
ROWS = {
    "idempotency": "SELECT row_to_json(r) FROM idempotency r WHERE resource_id = '{ticket}'",
    "ticket": "SELECT row_to_json(r) FROM ticket r WHERE id = '{ticket}'",
    "message": "SELECT row_to_json(r) FROM message r WHERE ticket_id = '{ticket}'",
    "ticket_event": "SELECT row_to_json(r) FROM ticket_event r WHERE ticket_id = '{ticket}'",
    "job": "SELECT row_to_json(r) FROM job r WHERE strpos(payload, '{ticket}') > 0",
}

READ = r"""
\set number random(1, :last)
SELECT t.*, m.* FROM ticket t JOIN message m ON m.ticket_id = t.id WHERE t.number = :number ORDER BY m.id;
"""

# Ids ascend, as the desk's do, and lie behind all of them; each run has its own.
COUNT = r"""
\set count :count + 1
\set id ((240 + :turn) * 1099511627776) + :count * 64 + :client_id
"""


def create(rows: dict[str, list[dict[str, Any]]]) -> str:
    """One statement that writes all rows for another ticket, and returns the ticket's number."""
    ticket_id = unique_id(0)
    inserts = []
    for table, found in rows.items():
        for row in found:
            own_id = unique_id(len(inserts) + 1)
            fresh = {
                "id": ticket_id if table == "ticket" else own_id,
                "ticket_id": ticket_id,
                "resource_id": ticket_id,
                "key_hash": f"sha256(uuid_send({own_id}))",
            }
            inserts.append(insert(table, row, fresh))
    first = next(at for at, statement in enumerate(inserts) if "INTO ticket " in statement)
    inserts[first] += " RETURNING number"
    parts = ",\n".join(f"part{at} AS ({statement})" for at, statement in enumerate(inserts))
    return f"{COUNT}WITH {parts}\nSELECT number FROM part{first};\n"


def insert(table: str, row: dict[str, Any], fresh: dict[str, str]) -> str:
    # The engine counts tickets by itself.
    columns = [column for column in row if column != "number"]
    values = [fresh.get(column) or literal(row[column]) for column in columns]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})"


def unique_id(part: int) -> str:
    return f"(lpad(to_hex(:id::bigint), 12, '0') || '7000800000000000{part:04x}')::uuid"


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"
