"""Parts of an instance that have nothing to do with each other: apart, they are planned better. Pure."""

from collections import defaultdict
from dataclasses import replace

from vroegeropaf.planning.instance import Id, Instance


def components(instance: Instance) -> list[Instance]:
    """
    Return the parts, largest first: teams and cases that hang together by who may visit whom.

    A household, a front door and a sent visit hold their cases together too. Teams without a case and cases
    without a team are parts of their own; every case, shift and visit is in exactly one of them.
    """
    groups = _groups(instance)
    parts: dict[tuple[str, Id], list[tuple[str, Id]]] = defaultdict(list)
    for node, root in groups.items():
        parts[root].append(node)
    found = [_part(instance, set(nodes)) for nodes in parts.values()]
    return sorted(found, key=lambda part: (-len(part.cases), -len(part.shifts), _first(part)))


def _first(part: Instance) -> str:
    return min([*(str(case.id) for case in part.cases), *(str(team.id) for team in part.teams)])


def _groups(instance: Instance) -> dict[tuple[str, Id], tuple[str, Id]]:
    parent: dict[tuple[str, Id], tuple[str, Id]] = {}

    def root(node: tuple[str, Id]) -> tuple[str, Id]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    teams_of: dict[tuple[str, str], list[Id]] = defaultdict(list)
    for team in instance.teams:
        root(("team", team.id))
        for corporation in team.corporations:
            for municipality in team.municipalities:
                teams_of[corporation, municipality].append(team.id)
    for case in instance.cases:
        bonds: list[tuple[str, Id]] = [("household", case.household)]
        bonds += [("team", team) for team in teams_of[case.corporation, case.municipality]]
        if case.door is not None:
            bonds.append(("door", case.door))
        for bond in bonds:
            parent[root(bond)] = root(("case", case.id))
    team_of = {shift.id: shift.team for shift in instance.shifts}
    for visit in instance.locked:
        parent[root(("team", team_of[visit.shift]))] = root(("case", visit.case))
    return {node: root(node) for node in list(parent) if node[0] in ("team", "case")}


def _part(instance: Instance, nodes: set[tuple[str, Id]]) -> Instance:
    shifts = tuple(shift for shift in instance.shifts if ("team", shift.team) in nodes)
    return replace(
        instance,
        teams=tuple(team for team in instance.teams if ("team", team.id) in nodes),
        shifts=shifts,
        cases=tuple(case for case in instance.cases if ("case", case.id) in nodes),
        locked=tuple(visit for visit in instance.locked if ("case", visit.case) in nodes),
        previous=tuple(visit for visit in instance.previous if ("case", visit.case) in nodes),
    )
