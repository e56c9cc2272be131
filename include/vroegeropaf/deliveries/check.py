"""The verdict on a file without loading it: what ``vroegeropaf check`` prints."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vroegeropaf.deliveries import assess, companion, gates, names, profiles
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.expectations import Previous
from vroegeropaf.deliveries.judged import Judged
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
    rows: int = 0
    accepted: int = 0
    accepted_cents: int = 0
    rejected: tuple[dict[str, int | str], ...] = ()
    notices: tuple[dict[str, int | str], ...] = ()

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


class _Told:
    """Keeps of the judged rows what may be told: numbers, headers, codes."""

    def __init__(self, profile: Profile) -> None:
        self.rejected: list[dict[str, int | str]] = []
        self.warnings: Counter[str] = Counter()
        self._profile = profile

    def keep(self, rows: Sequence[Judged]) -> None:
        """Take note of one chunk."""
        for judged in rows:
            for fault in judged.faults:
                if fault.severity == "critical":
                    header = self._profile.header(fault.column) if fault.column else ""
                    place = {"record": judged.row.record_no, "line": judged.row.line_no}
                    self.rejected.append({**place, "column": header, "rule": fault.rule})
                else:
                    self.warnings[fault.rule] += 1


def check_file(
    content: bytes,
    name: str,
    corporation: str,
    region: Region,
    today: date,
    previous: Previous | None = None,
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
    previous
        The previous accepted list, if any.
    companion
        What ``<name>.klaar`` says.
    profile
        A profile to try out; by default the corporation's own.
    """
    _require_known(corporation, region)
    house_style = profile or profiles.load(region.config_dir, corporation)
    parsed = names.parse(name, corporation)
    if isinstance(parsed, RefusedName):
        return FileVerdict("refused", parsed.code)
    calendar = gates.Calendar(today=today, received_on=today)
    told = _Told(house_style)
    found = assess.assess(content, parsed, region, calendar, house_style, told.keep, companion, previous)
    notices = found.notices | told.warnings
    return FileVerdict(
        verdict=found.state,
        reason=found.reason,
        rows=found.rows,
        accepted=found.accepted,
        accepted_cents=found.accepted_cents,
        rejected=tuple(told.rejected),
        notices=tuple({"code": code, "rows": count} for code, count in sorted(notices.items())),
    )


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
    house_style = (
        profiles.load_file(profile, today) if profile else profiles.load(region.config_dir, corporation)
    )
    marker = path.with_name(path.name + names.COMPANION)
    return check_file(
        _read(path),
        path.name,
        corporation,
        region,
        today,
        previous=_previous(previous, corporation, region, house_style) if previous else None,
        companion=companion.parse(marker.read_bytes()) if marker.is_file() else None,
        profile=house_style,
    )


def _previous(path: Path, corporation: str, region: Region, profile: Profile) -> Previous | None:
    """Return what the previous list was like; None when it is no list that passes the gates."""
    parsed = names.parse(path.name, corporation)
    if isinstance(parsed, RefusedName):
        return None
    calendar = gates.Calendar(today=parsed.reference_on, received_on=parsed.reference_on)
    found = assess.assess(_read(path), parsed, region, calendar, profile, lambda rows: None)
    return None if found.state == "refused" else found.as_previous


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise VroegEropafError("file_missing", f"{path.name} cannot be read") from None


def _require_known(corporation: str, region: Region) -> None:
    if corporation not in region.parties.corporations:
        raise ConfigurationError("corporation_unknown", f"{corporation} is no corporation of parties.yaml")
