"""Time the N-1 certificate of a synthetic residency: one JSON line.

Run ``python -m benchmarks.contingency [--people 100] [--seed 1] [--k 1] [--cover full]``.
"""

import json
import platform
from argparse import ArgumentParser
from time import perf_counter, process_time

from benchmarks.residency import residency
from nightfloat.domain.certificate import Verdict
from nightfloat.domain.criticality import fragile, histogram
from nightfloat.engine.audit import audit
from nightfloat.engine.contingency.certify import certify


def main() -> None:
    """Build, audit, certify, print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--k", type=int, default=1)
    parser.add_argument("--cover", choices=("full", "minimum"), default="full")
    asked = parser.parse_args()
    started = perf_counter()
    program, schedule = residency(asked.people, asked.seed)
    built = perf_counter()
    found = audit(program, schedule).hard
    audited = perf_counter()
    before = process_time()
    certificate = certify(program, schedule, k=asked.k, cover=asked.cover)
    certified = perf_counter()
    facts = {
        "people": asked.people,
        "days": program.instance.calendar.horizon.count,
        "seed": asked.seed,
        "k": asked.k,
        "cover": asked.cover,
        "assignments": len(schedule),
        "shifts": len(program.instance.shifts),
        "events": len(certificate.verdicts),
        **{verdict.value: certificate.count(verdict) for verdict in Verdict},
        "distances": {str(d): n for d, n in histogram(certificate).items()},
        "reserve": sum(v.reserve for v in certificate.verdicts),
        "fragile": len(fragile(certificate)),
        "hard_violations": len(found),
        "hard_violations_of_rows": sum(v.person is not None for v in found),
        "schedule_sha256": schedule.sha256,
        "seconds_build": round(built - started, 2),
        "seconds_audit": round(audited - built, 2),
        "seconds_certify": round(certified - audited, 2),
        "seconds_certify_cpu": round(process_time() - before, 2),
        "python": platform.python_version(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
