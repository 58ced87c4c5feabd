"""One table of everything."""

from collections.abc import Iterator

from sample import Sample
from targets import Verdict, read_rate, verdicts
from trial import Result

HEAD = ["what", "store", "conns", "result", "p50 ms", "p99 ms", "CPU µs a request, desk + database", "target"]
BOTH = "read both (from the two above)"


def table(results: list[Result], sync_ms: float, binary_mb: float) -> str:
    rows = [HEAD, ["---"] * len(HEAD)]
    for result in results:
        rows += figures(result)
        rows += [row_of(result, verdict) for verdict in verdicts(result, sync_ms, binary_mb)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def figures(result: Result) -> Iterator[list[str]]:
    for (what, connections), sample in result.samples.items():
        yield figure(result.engine, what, connections, sample)
        if what == "read its messages" and (both := read_rate(result, connections)):
            yield figure(result.engine, BOTH, connections, Sample(both))


def figure(engine: str, what: str, connections: int, sample: Sample) -> list[str]:
    rate = f"{sample.per_second:,.0f}/s"
    if sample.failed:
        rate += f" (**{sample.failed} FAILED**)"
    cpu = ""
    if sample.desk_us is not None:
        cpu = f"{sample.desk_us:.0f}"
    if sample.database_us:
        cpu += f" + {sample.database_us:.0f}"
    return [what, engine, str(connections), rate, time(sample.p50_ms), time(sample.p99_ms), cpu, ""]


def time(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.2f}"


def row_of(result: Result, verdict: Verdict) -> list[str]:
    value = f"{verdict.value:.3g} {verdict.unit}"
    sign = "≥" if verdict.at_least else "≤"
    target = f"{sign} {verdict.target:g} {verdict.unit}: {'met' if verdict.is_met else '**missed**'}"
    return [f"**{verdict.what}**", result.engine, "", value, "", "", "", target]
