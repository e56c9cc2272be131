"""From which weight on a link is automatic, asked, likely: read off made-up rows that taught nothing else."""

from dataclasses import replace

from vroegeropaf.linkage.engine import Comparer, Limits
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.training.made_pool import made_pool

SEED = 2
ROWS = 60_000
# A wrong merge shows one tenant's debt to another's visitor: above what is promised, because real rows are
# dirtier than made-up ones; and never at odds below sixteen to one, whatever made-up rows say.
AUTO_PRECISION = 0.993
AUTO_FLOOR = 4.0
ASK_SHARE = 0.35
LIKELY_SHARE = 0.5
NEVER = 999.0
LOW = "weight_low"
GUARDS = (
    *("birth_dates_differ", "first_names_differ", "initials_disagree", "surname_differs"),
    *("same_corporation_address", "initials_missing", "surname_missing", "birth_date_missing", LOW),
    *("first_names_near", "birth_date_near", "neighbours", "first_of_january"),
)


def with_limits(model: Model) -> Model:
    """Set the weights from which a link is automatic, asked, likely; on rows that taught nothing else."""
    open_model = replace(model, auto_bits=-NEVER)
    open_model = replace(open_model, ask_bits=dict.fromkeys(GUARDS, -NEVER))
    with Comparer(open_model, Limits(memory_mb=4_000, may_spill=True)) as engine:
        made_pool(engine, SEED, ROWS)
        engine.compare()
        scored = engine.query("training/guarded_pairs")
    free = sorted(((bare, is_true) for guard, bare, _, is_true in scored if not guard), reverse=True)
    auto = _lowest(free, AUTO_PRECISION)
    of_guard: dict[str, list[tuple[float, bool]]] = {guard: [] for guard in GUARDS}
    for guard, bare, weight, is_true in scored:
        if guard or bare < auto:
            of_guard[guard or LOW].append((weight, is_true))
    return replace(
        model,
        auto_bits=auto,
        ask_bits={guard: _worth(pairs, ASK_SHARE) for guard, pairs in of_guard.items()},
        likely_bits={guard: _worth(pairs, LIKELY_SHARE) for guard, pairs in of_guard.items()},
    )


def _lowest(scored: list[tuple[float, bool]], precision: float) -> float:
    """Return the lowest weight above which at least this share is true."""
    true = lowest = 0
    for number, (_, is_true) in enumerate(scored, 1):
        true += is_true
        if true >= precision * number:
            lowest = number
    return max(AUTO_FLOOR, round(scored[lowest - 1][0], 1) + 0.1) if lowest else NEVER


def _worth(scored: list[tuple[float, bool]], share: float) -> float:
    """Return the weight above which the true ones most outweigh `share` of all: below, most are not."""
    best, best_gain, gain = NEVER, 0.0, 0.0
    for weight, is_true in sorted(scored, reverse=True):
        gain += is_true - share
        if gain > best_gain:
            best, best_gain = round(weight, 1), gain
    return best
