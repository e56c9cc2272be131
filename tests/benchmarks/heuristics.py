"""The planner that everybody has at hand: a list of deadlines and a map."""

from dataclasses import dataclass

from benchmarks.regions import Point, point, serves, told

from vroegeropaf.planning import travel
from vroegeropaf.planning.instance import Case, Instance, Plan, Shift, Team, Visit


@dataclass
class Tour:
    """A shift under way: where the team is, and from which minute it is free."""

    shift: Shift
    team: Team
    place: Point
    free_at: int
    visits: int = 0

    def go(self, case: Case, start: int) -> Visit:
        """Visit a case next."""
        self.place, self.free_at = point(case), start + case.service_min
        self.visits += 1
        return Visit(case.id, self.shift.id, start)


def plain(instance: Instance) -> Plan:
    """
    Return a plan by a heuristic that a planner with a list and a map would follow.

    Notes
    -----
    Earliest deadline first, then the heavier case; each goes to the end of the tour whose last door is the
    nearest in minutes, of those that still can take it; ties go to the earlier shift. What was sent stands.
    """
    teams = {team.id: team for team in instance.teams}
    tours = {one.id: Tour(one, teams[one.team], teams[one.team].depot, one.start) for one in instance.shifts}
    cases = {case.id: case for case in instance.cases}
    visits: list[Visit] = []
    for visit in sorted(instance.locked, key=lambda visit: visit.start):
        visits.append(tours[visit.shift].go(cases[visit.case], visit.start))
    sent = {visit.case for visit in instance.locked}
    serving: dict[tuple[str, str], list[Tour]] = {}
    for case in sorted(instance.cases, key=lambda case: (case.deadline, -case.weight)):
        if case.id in sent:
            continue
        key = (case.corporation, case.municipality)
        if key not in serving:
            serving[key] = [tour for tour in tours.values() if serves(tour.team, case)]
        places = ((*found, tour) for tour in serving[key] if (found := append(instance, tour, case)))
        best = min(places, key=lambda place: place[:2], default=None)
        if best is not None:
            visits.append(best[2].go(case, best[1]))
    return told(instance, visits)


def append(instance: Instance, tour: Tour, case: Case) -> tuple[int, int] | None:
    """Return minutes of travel and start of a visit at the end of the tour, or None when it cannot be."""
    if not serves(tour.team, case) or tour.shift.part not in case.dayparts:
        return None
    mode = instance.travel[tour.team.mode]
    way = travel.minutes(mode, tour.place, point(case))
    start = max(tour.free_at + way, case.ready)
    back = start + case.service_min + travel.minutes(mode, point(case), tour.team.depot)
    is_possible = tour.visits < tour.shift.max_visits and back <= tour.shift.end
    return (way, start) if is_possible and start + case.service_min <= case.deadline else None
