"""Groups from pairs, the same whatever the order of arrival, and ids that stay with them. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vroegeropaf.linkage.blocks import Pair

# A person with more contracts than this, joined by rules only, is looked at by a steward first.
MAX_AUTO_MEMBERS = 6


class Sets:
    """Disjoint sets of ids; the smallest id names a set."""

    def __init__(self, nodes: Iterable[int]) -> None:
        self._parent = {node: node for node in nodes}

    def root(self, node: int) -> int:
        """Return the smallest id of the set that holds `node`."""
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, a: int, b: int) -> None:
        """Make one set of the sets of `a` and `b`."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low

    def same(self, edge: Pair) -> bool:
        """Return whether both ends are in one set."""
        return self.root(edge[0]) == self.root(edge[1])

    def groups(self) -> list[tuple[int, ...]]:
        """Return the sets, members ascending, in order of their smallest id."""
        members: dict[int, list[int]] = defaultdict(list)
        for node in sorted(self._parent):
            members[self.root(node)].append(node)
        return [tuple(members[root]) for root in sorted(members)]


@dataclass(frozen=True)
class Clustering:
    """Groups of ids, and the automatic edges that were not followed because the chain would be doubtful."""

    groups: list[tuple[int, ...]]
    refused: list[Pair]


def cluster(
    nodes: Collection[int],
    firm: Sequence[Pair],
    auto: Collection[Pair],
    doubtful: Collection[Pair] = (),
    different: Collection[Pair] = (),
    max_members: int | None = None,
) -> Clustering:
    """
    Return the connected components of what is the same, minus what is different.

    Parameters
    ----------
    nodes
        All ids; an id without an edge is a group of its own.
    firm
        Edges by people or by the corporation's own numbers, the strongest first; only `different` stops them.
    auto
        Edges by rules.
    doubtful
        Pairs that no chain of automatic edges may bring together.
    different
        Hard cannot-links.
    max_members
        Largest component (firm groups counted once) that automatic edges may make.

    Notes
    -----
    A component in which automatic edges would bring a doubtful or different pair together gets none of them:
    which edge is the wrong one is not for the order of arrival to say.
    """
    base = Sets(nodes)
    for edge in firm:
        if not _would_break(base, edge, different):
            base.join(*edge)
    enemies = {frozenset((base.root(a), base.root(b))) for a, b in different}
    auto = [edge for edge in auto if frozenset((base.root(edge[0]), base.root(edge[1]))) not in enemies]
    trial = Sets(nodes)
    for edge in [*((base.root(node), node) for node in nodes), *auto]:
        trial.join(*edge)
    broken = {
        trial.root(a) for a, b in (*doubtful, *different) if trial.same((a, b)) and not base.same((a, b))
    }
    broken.update(_oversized(trial, base, nodes, max_members))
    refused = []
    for edge in sorted(auto):
        if trial.root(edge[0]) not in broken:
            base.join(*edge)
        elif not base.same(edge):
            refused.append(edge)
    return Clustering(base.groups(), refused)


def _would_break(sets: Sets, edge: Pair, different: Collection[Pair]) -> bool:
    ends = {sets.root(edge[0]), sets.root(edge[1])}
    return len(ends) == 2 and any({sets.root(a), sets.root(b)} == ends for a, b in different)


def _oversized(trial: Sets, base: Sets, nodes: Collection[int], max_members: int | None) -> Iterator[int]:
    if max_members is None:
        return
    firm_groups: dict[int, set[int]] = defaultdict(set)
    for node in nodes:
        firm_groups[trial.root(node)].add(base.root(node))
    yield from (root for root, parts in firm_groups.items() if len(parts) > max_members)


@dataclass(frozen=True)
class Naming:
    """Which id each group keeps (None: it needs a new one), and which ids live on as another's alias."""

    ids: list[int | None]
    aliases: dict[int, int] = field(default_factory=dict)


def keep_ids(
    groups: Sequence[tuple[int, ...]], current: Mapping[int, int], former: Mapping[int, Collection[int]]
) -> Naming:
    """
    Give groups of signals the ids that they had.

    Parameters
    ----------
    groups
        Signal ids, ascending, one tuple a group.
    current
        The id each signal has now.
    former
        The ids each signal had before, the present one left out.

    Notes
    -----
    After a merge the oldest id survives and the others become its alias. After a split the part with the
    earliest signal keeps the id; another part gets back the oldest id that it had before, if nobody bears it.
    """
    kept: list[int | None] = [None] * len(groups)
    aliases: dict[int, int] = {}
    for index, held in _owners(groups, {signal: [own] for signal, own in current.items()}).items():
        survivor = kept[index] = min(held)
        aliases.update(dict.fromkeys(held - {survivor}, survivor))
    borne = set(current.values())
    nameless = [group if kept[index] is None else () for index, group in enumerate(groups)]
    free = {signal: [old for old in ids if old not in borne] for signal, ids in former.items()}
    for index, held in _owners(nameless, free).items():
        kept[index] = min(held)
    return Naming(kept, aliases)


def _owners(groups: Sequence[tuple[int, ...]], held: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """Return per group the ids of which it holds the earliest signal."""
    bearers = sorted((signal, index) for index, group in enumerate(groups) for signal in group)
    owner: dict[int, int] = {}
    for signal, index in bearers:
        for own in held.get(signal, ()):
            owner.setdefault(own, index)
    owned: dict[int, set[int]] = defaultdict(set)
    for own, index in owner.items():
        owned[index].add(own)
    return owned
