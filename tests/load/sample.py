"""One measurement."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """How fast something went."""

    per_second: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    failed: int = 0
    desk_us: float | None = None
    """CPU time of the desk for one request."""
    database_us: float | None = None
    """CPU time of the database server for one request."""
