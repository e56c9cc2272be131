"""Groups from pairs, the same whatever the order of arrival, and ids that stay with them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vroegeropaf.linkage.pairs import Pair

Ids = NDArray[np.int64]
# A person with more contracts than this, joined by rules only, is looked at by a steward first.
MAX_AUTO_MEMBERS = 6


class Sets:
    """Disjoint sets of ids, made as they are named; the smallest id names a set."""

    def __init__(self, edges: Iterable[Pair] = ()) -> None:
        self._parent: dict[int, int] = {}
        for edge in edges:
            self.join(*edge)

    def root(self, node: int) -> int:
        """Return the smallest id of the set that holds `node`."""
        parent = self._parent
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = parent[node]
        return node

    def join(self, a: int, b: int) -> None:
        """Make one set of the sets of `a` and `b`."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low

    def same(self, edge: Pair) -> bool:
        """Return whether both ends are in one set."""
        return self.root(edge[0]) == self.root(edge[1])


class Labels:
    """
    Which group every id is in: the groups of connected ids, each named after its smallest.

    Parameters
    ----------
    nodes
        All ids, ascending.
    roots
        The smallest id of the group of each.
    """

    def __init__(self, nodes: Ids, roots: Ids) -> None:
        self.nodes, self.roots = nodes, roots

    @classmethod
    def connected(cls, nodes: Ids, edges: Ids) -> "Labels":
        """Return the groups that hang together by `edges`, a row each."""
        # loaded here: every task imports this module, and few link
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ends = np.searchsorted(nodes, edges.reshape(-1, 2))
        ones = np.ones(len(ends), dtype=np.int8)
        graph = coo_array((ones, (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
        number, part = connected_components(graph, directed=False)
        smallest = np.full(number, np.iinfo(np.int64).max)
        np.minimum.at(smallest, part, nodes)
        return cls(nodes, smallest[part])

    def of(self, ids: Ids) -> Ids:
        """Return the group of each of these ids."""
        return self.roots[np.searchsorted(self.nodes, ids)]

    def are_one(self, edges: Ids) -> NDArray[np.bool_]:
        """Return of each edge whether it lies within a group."""
        ends = self.of(edges)
        return np.equal(ends[:, 0], ends[:, 1])

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups, members ascending, in order of their smallest id."""
        if not len(self.nodes):
            return []
        order = np.lexsort((self.nodes, self.roots))
        starts = np.flatnonzero(np.diff(self.roots[order])) + 1
        return [tuple(part.tolist()) for part in np.split(self.nodes[order], starts)]

    def shared(self) -> list[tuple[int, int]]:
        """Return (id, group) of all that are in a group with others."""
        roots, counted = np.unique(self.roots, return_counts=True)
        is_shared = np.isin(self.roots, roots[counted > 1])
        return list(zip(self.nodes[is_shared].tolist(), self.roots[is_shared].tolist(), strict=True))


def edges_of(pairs: Collection[Pair]) -> Ids:
    """Return pairs as an array, a row each."""
    return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class Clustering:
    """Groups of ids, and the automatic edges that were not followed because the chain would be doubtful."""

    labels: Labels
    refused: list[Pair]

    @property
    def groups(self) -> list[tuple[int, ...]]:
        """The groups, members ascending, in order of their smallest id."""
        return self.labels.groups()


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
    ids = np.array(sorted(nodes), dtype=np.int64)
    kept = edges_of(_without_breaks(firm, different))
    base = Labels.connected(ids, kept)
    edges = _without_enemies(edges_of(sorted(auto)), base, different)
    trial = Labels.connected(ids, np.concatenate([kept, edges]))
    apart = edges_of([*doubtful, *different])
    meet = apart[trial.are_one(apart) & ~base.are_one(apart)]
    broken = np.union1d(trial.of(meet[:, 0]), _oversized(trial, base, max_members))
    is_followed = ~np.isin(trial.of(edges[:, 0]), broken)
    final = Labels.connected(ids, np.concatenate([kept, edges[is_followed]]))
    refused = edges[~is_followed]
    refused = refused[~base.are_one(refused)]
    return Clustering(final, [(left, right) for left, right in refused.tolist()])


def _without_breaks(firm: Sequence[Pair], different: Collection[Pair]) -> list[Pair]:
    """Return the firm edges, less those that would join what is different: earlier, stronger ones hold."""
    if not different:
        return list(firm)
    sets, kept = Sets(), []
    for edge in firm:
        ends = {sets.root(edge[0]), sets.root(edge[1])}
        if len(ends) == 2 and any({sets.root(a), sets.root(b)} == ends for a, b in different):
            continue
        sets.join(*edge)
        kept.append(edge)
    return kept


def _without_enemies(edges: Ids, base: Labels, different: Collection[Pair]) -> Ids:
    if not different:
        return edges
    enemies = {frozenset(pair) for pair in base.of(edges_of(different)).tolist()}
    return edges[[frozenset(pair) not in enemies for pair in base.of(edges).tolist()]]


def _oversized(trial: Labels, base: Labels, max_members: int | None) -> Ids:
    if max_members is None:
        return np.empty(0, dtype=np.int64)
    parts = np.unique(np.stack([trial.roots, base.roots], axis=1), axis=0)
    roots, counted = np.unique(parts[:, 0], return_counts=True)
    return roots[counted > max_members]


@dataclass(frozen=True)
class Naming:
    """Which id each group bears (None: it needs a new one), and which ids live on as another's alias."""

    ids: list[int | None]
    aliases: dict[int, int] = field(default_factory=dict)


def name_groups(groups: Sequence[tuple[int, ...]], founded: Mapping[int, int]) -> Naming:
    """
    Give groups of signals their ids.

    Parameters
    ----------
    groups
        Signal ids, ascending, one tuple a group.
    founded
        The id that was opened for a signal, if any.

    Notes
    -----
    An id goes where the signal goes that it was opened for; a group bears the oldest of its members' ids,
    and the others live on as its alias. So the names follow from the groups alone: an undo gives back what
    was, and no group ever gets the id of another.
    """
    ids: list[int | None] = []
    aliases: dict[int, int] = {}
    for group in groups:
        held = sorted(founded[signal] for signal in group if signal in founded)
        ids.append(held[0] if held else None)
        aliases.update(dict.fromkeys(held[1:], held[0] if held else 0))
    return Naming(ids, aliases)
