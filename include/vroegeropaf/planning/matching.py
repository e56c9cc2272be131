"""The couples of greatest total weight: a matching in a graph of two sides. Pure."""

from collections.abc import Mapping, Sequence


def matching(weights: Mapping[tuple[str, str], int]) -> list[tuple[str, str]]:
    """
    Return the couples of greatest total weight in which nobody is twice.

    Parameters
    ----------
    weights
        Of each couple that may be; only what adds weight is chosen.

    Notes
    -----
    Adds the alternating path of greatest gain while there is a gain, which keeps the matching the best of its
    size; gains never rise, so the end is the best of all.

    Of choices that weigh the same, the one with the first couple in which they differ, in the order of the
    names. So a choice stands when its own couples come to weigh more, and when some of them leave.
    """
    order = sorted(couple for couple, weight in weights.items() if weight > 0)
    # the last digits are of one couple alone: no two choices weigh the same
    unlike = {
        couple: (weights[couple] << len(order)) + (1 << place) for place, couple in enumerate(order[::-1])
    }
    edges = sorted(unlike.items())
    partner: dict[str, str] = {}  # of the second member: the first
    while path := _best_path(edges, unlike, partner):
        for one, two in path:
            partner[two] = one
    return sorted((one, two) for two, one in partner.items())


def _best_path(
    edges: Sequence[tuple[tuple[str, str], int]],
    weights: Mapping[tuple[str, str], int],
    partner: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Return the couples to make along the path of greatest gain, or none if no path gains anything."""
    taken = set(partner.values())
    gain_of = {one: 0 for (one, _), _ in edges if one not in taken}  # of a path that ends at a first member
    gain_at: dict[str, int] = {}  # of a path that ends at a second member
    came_by: dict[str, str] = {}
    is_rising = True
    while is_rising:
        is_rising = False
        for (one, two), weight in edges:
            if one not in gain_of or partner.get(two) == one:
                continue
            gain = gain_of[one] + weight
            if two not in gain_at or gain > gain_at[two]:
                gain_at[two], came_by[two], is_rising = gain, one, True
                if two in partner:
                    gain_of[partner[two]] = gain - weights[partner[two], two]
    ends = [(gain, two) for two, gain in gain_at.items() if two not in partner and gain > 0]
    if not ends:
        return []
    return _walk_back(max(ends, key=lambda end: (end[0], end[1]))[1], came_by, partner)


def _walk_back(end: str, came_by: Mapping[str, str], partner: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the couples of the path that ends here."""
    of_first = {one: two for two, one in partner.items()}
    path, two = [], end
    while True:
        one = came_by[two]
        path.append((one, two))
        if one not in of_first:
            return path
        two = of_first[one]
