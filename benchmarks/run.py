"""Measures all rows side by side with their references, prints a table, writes results.json."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench, NotMeasurable, Row
from benchmarks.mail_server import mail_server
from benchmarks.pairs import Comparison
from benchmarks.processes import BenchmarkError
from benchmarks.rows import commands, in_process, packaged, relay, responsiveness, start, use

ROWS = (
    *start.ROWS,
    *commands.ROWS,
    *in_process.ROWS,
    *responsiveness.ROWS,
    *use.ROWS,
    *relay.ROWS,
    *packaged.ROWS,
)
RESULTS = Path(__file__).with_name("results.json")
LINE = "{name:<54} {ours:>12} {theirs:>12} {ratio:>7} {spread:>13} {budget:>9}  {verdict}"


def main() -> int:
    """Measure; status 1 when a budget is not kept or a row broke."""
    options = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    options.add_argument("words", nargs="*", help="only the rows whose name holds one of these")
    options.add_argument("--pairs", type=int, default=15, help="pairs for each row (15)")
    given = options.parse_args()
    wanted = [
        row for row in ROWS if not given.words or any(word in row.name for word in given.words)
    ]
    print(
        LINE.format(
            name="", ours="hubmail", theirs="reference", ratio="ratio", spread="quartiles",
            budget="at most", verdict="",
        )
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="hubmail-bench-") as name:
        folder = Path(name)
        with mail_server(folder) as server:
            results = [measured(row, Bench(server, folder, given.pairs)) for row in wanted]
    facts = {"python": platform.python_version(), "system": platform.platform()}
    RESULTS.write_text(json.dumps({**facts, "rows": results}, indent=1) + "\n", encoding="utf-8")
    return int(any(result["kept"] is False for result in results))


def measured(row: Row, bench: Bench) -> dict[str, Any]:
    """Measure one row, print its line, and return what results.json says of it."""
    try:
        comparison = row.measure(bench)
    except NotMeasurable as missing:
        print(f"{row.name:<54} not measured: {missing}", flush=True)
        return {"name": row.name, "kept": None, "reason": str(missing)}
    except BenchmarkError as error:
        reason = str(error).strip()
        print(f"{row.name:<54} BROKEN: {reason.splitlines()[-1]}", flush=True)
        return {"name": row.name, "kept": False, "reason": reason}
    print(line(row, comparison), flush=True)
    values = {**asdict(comparison), "ratio": comparison.ratio, "unit": row.unit.value}
    kept = row.kept(comparison) if row.budget is not None else None
    return {"name": row.name.strip(), **values, "budget": row.budget, "kept": kept}


def line(row: Row, comparison: Comparison) -> str:
    """One line of the table."""
    unit = row.unit.value
    budget = "" if row.budget is None else f"{row.budget:g} {unit if row.absolute else 'x'}"
    verdict = "kept" if row.kept(comparison) else "OVER"
    return LINE.format(
        name=row.name,
        ours=f"{comparison.measured:.1f} {unit}",
        theirs=f"{comparison.reference:.1f} {unit}",
        ratio=f"{comparison.ratio:.2f}",
        spread=f"{comparison.low:.2f}-{comparison.high:.2f}",
        budget=budget,
        verdict=verdict if budget else "",
    )


if __name__ == "__main__":
    sys.exit(main())
