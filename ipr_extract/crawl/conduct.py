"""The record of a run's conduct: what was asked of whom, how often, and what was refused; for an ethics board."""

from __future__ import annotations

from typing import Any

from ipr_extract.archive import Archive, HostConduct
from ipr_extract.sites import Site


def record(site: Site, archive: Archive, run_id: str) -> dict[str, Any]:
    """The conduct of a run as plain values, worked out from the fetches that it recorded."""
    run = archive.runs.get(run_id)
    assert run is not None
    kept = archive.robots
    hosts = archive.runs.conduct(run_id)
    robots = [file for host in hosts for scheme in ("https", "http") if (file := kept.get(f"{scheme}://{host.host}"))]
    return {
        "run_id": run_id,
        "site": site.name,
        "program": run.program,
        "user_agent": run.user_agent,
        "started": run.started_at,
        "ended": run.ended_at,
        "status": run.status,
        "promised": {
            "robots_txt": "obeyed (RFC 9309)",
            "least_seconds_between_requests": site.politeness.seconds_between_requests,
            "at_once": site.politeness.at_once,
            "tls_certificates": "verified",
            "hosts": sorted(site.hosts) or sorted({host.host for host in hosts}),
            "blocks": "recorded, backed off from; nothing is done to get round them",
        },
        "hosts": [_host(host) for host in hosts],
        "robots_txt": [{"origin": f.origin, "fetched_at": f.fetched_at, "status": f.status} for f in robots],
        "findings": [
            {"code": f.code, "severity": f.severity, "message": f.message, "address": f.address}
            for f in archive.runs.findings(run_id)
        ],
    }


def _host(host: HostConduct) -> dict[str, Any]:
    rate = host.requests_a_minute
    return {
        "host": host.host,
        "requests": host.requests,
        "requests_a_minute": None if rate is None else round(rate, 2),
        "shortest_gap_seconds": None if host.shortest_gap is None else round(host.shortest_gap, 3),
        "bytes_kept": host.bytes,
        "outcomes": {str(outcome): count for outcome, count in sorted(host.outcomes.items())},
        "not_asked_because_of_robots_txt": host.disallowed,
        "refusals_by_status": {str(status): count for status, count in sorted(host.refusals.items())},
    }


def as_text(values: dict[str, Any]) -> str:
    """The same for reading."""
    promised = values["promised"]
    lines = [
        f"Conduct of the crawl of {values['site']}, run {values['run_id']}",
        "",
        f"Program         {values['program']}, presented as {values['user_agent']!r}",
        f"Time            {values['started']} to {values['ended'] or '(not ended)'}, {values['status']}",
        f"robots.txt      {promised['robots_txt']}",
        f"Rate            at least {promised['least_seconds_between_requests']:g} s between two requests to a host,"
        " over all processes; longer where robots.txt or Retry-After asks for it",
        f"Hosts           {', '.join(promised['hosts'])}; no others",
        f"Certificates    {promised['tls_certificates']}",
        f"Blocked pages   {promised['blocks']}",
    ]
    for host in values["hosts"]:
        outcomes = ", ".join(f"{count} {name}" for name, count in host["outcomes"].items())
        refusals = ", ".join(f"{count} × {status}" for status, count in host["refusals_by_status"].items()) or "none"
        rate, gap = host["requests_a_minute"], host["shortest_gap_seconds"]
        lines += [
            "",
            host["host"] or "(no host)",
            f"  requests sent   {host['requests']}" + ("" if rate is None else f", {rate:g} a minute"),
            f"  shortest gap    {'-' if gap is None else f'{gap:g} s'} between two addresses",
            f"  outcomes        {outcomes}",
            f"  bytes kept      {host['bytes_kept']:,}",
            f"  robots.txt      {host['not_asked_because_of_robots_txt']} addresses were not asked because of it",
            f"  refusals        {refusals}",
        ]
    for file in values["robots_txt"]:
        status = "could not be reached" if file["status"] is None else f"answered {file['status']}"
        lines.append(f"\n{file['origin']}/robots.txt {status} at {file['fetched_at']}")
    if values["findings"]:
        lines += ["", "Findings"]
        lines += [f"  {f['severity']}: {f['code']}: {f['message']} {f['address']}".rstrip() for f in values["findings"]]
    return "\n".join(lines) + "\n"
