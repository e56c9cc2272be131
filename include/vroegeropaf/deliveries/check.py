"""The verdict on a file without loading it: what ``vroegeropaf check`` prints."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vroegeropaf.deliveries import assess, companion, gates, names, profiles
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.names import RefusedName
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.verdict import State
from vroegeropaf.errors import ConfigurationError, VroegEropafError
from vroegeropaf.region import Region


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on a file that is checked without loading it, under the headers of the corporation."""

    verdict: State
    reason: str | None
    rows: int
    accepted: int
    accepted_cents: int
    rejected: tuple[dict[str, int | str], ...]
    notices: tuple[dict[str, int | str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return what ``vroegeropaf check --json`` prints: numbers, headers, codes; no cell of the file."""
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "rows": self.rows,
            "accepted": self.accepted,
            "accepted_cents": self.accepted_cents,
            "rejected": list(self.rejected),
            "notices": list(self.notices),
        }


def check_file(
    content: bytes,
    name: str,
    corporation: str,
    region: Region,
    today: date,
    previous_rows: int | None = None,
    companion: Companion | None = None,
    profile: Profile | None = None,
) -> FileVerdict:
    """
    Return the verdict on a file, as if it arrived today; nothing is stored.

    Parameters
    ----------
    content, name
        Bytes and file name; a name outside the contract is a refusal too.
    corporation
        Code of the sender, which is in the region's parties.
    region
        Policy, parties and places; profiles are read from its directory.
    today
        Day to judge on, taken as the day of arrival too.
    previous_rows
        Rows of the previous accepted list, if any.
    companion
        What ``<name>.klaar`` says.
    profile
        A profile to try out; by default the corporation's own.
    """
    _require_known(corporation, region)
    house_style = profile or profiles.load(region.config_dir, corporation)
    parsed = names.parse(name, corporation)
    if isinstance(parsed, RefusedName):
        return _outside(assess.Assessment("refused", parsed.code), house_style)
    calendar = gates.Calendar(today=today, received_on=today)
    assessment = assess.assess(content, parsed, region, calendar, house_style, companion, previous_rows)
    return _outside(assessment, house_style)


def check_path(
    path: Path,
    corporation: str,
    region: Region,
    today: date,
    profile: Path | None = None,
    previous: Path | None = None,
) -> FileVerdict:
    """
    Return the verdict on a file on disk; ``<path>.klaar`` beside it is read too.

    Raises
    ------
    VroegEropafError
        ``file_missing`` when a file is not there; ``corporation_unknown``, ``config_invalid`` from the
        configuration.
    """
    _require_known(corporation, region)
    house_style = profiles.load_file(profile) if profile else profiles.load(region.config_dir, corporation)
    marker = path.with_name(path.name + names.COMPANION)
    return check_file(
        _read(path),
        path.name,
        corporation,
        region,
        today,
        previous_rows=_rows_of(previous, corporation, region, house_style) if previous else None,
        companion=companion.parse(marker.read_bytes()) if marker.is_file() else None,
        profile=house_style,
    )


def _rows_of(path: Path, corporation: str, region: Region, profile: Profile) -> int | None:
    """Return how many rows the previous list had; None when it is no list that passes the gates."""
    parsed = names.parse(path.name, corporation)
    if isinstance(parsed, RefusedName):
        return None
    try:
        return len(gates.open_table(_read(path), parsed, profile, region.policy.quality).records)
    except gates.GateRefusal:
        return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise VroegEropafError("file_missing", f"{path.name} cannot be read") from None


def _require_known(corporation: str, region: Region) -> None:
    if corporation not in region.parties.corporations:
        raise ConfigurationError("corporation_unknown", f"{corporation} is no corporation of parties.yaml")


def _outside(found: assess.Assessment, profile: Profile) -> FileVerdict:
    rejected: list[dict[str, int | str]] = []
    notices = dict(found.notices)
    for judged in found.rows:
        for fault in judged.faults:
            if fault.severity == "critical":
                header = profile.header(fault.column) if fault.column else ""
                place = {"record": judged.row.record_no, "line": judged.row.line_no}
                rejected.append({**place, "column": header, "rule": fault.rule})
            else:
                notices[fault.rule] = notices.get(fault.rule, 0) + 1
    return FileVerdict(
        verdict=found.state,
        reason=found.reason,
        rows=len(found.rows),
        accepted=len(found.accepted),
        accepted_cents=found.accepted_cents,
        rejected=tuple(rejected),
        notices=tuple({"code": code, "rows": count} for code, count in sorted(notices.items())),
    )
