"""The question about a held delivery in Required Actions: with a term of its own, or waiting for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from airflow.providers.standard.operators.hitl import HITLOperator

from vroegeropaf_airflow.options import LABELS, WITHOUT_ANSWER

# a term that has passed already still needs a deadline: Airflow takes none as "wait for ever"
SHORTEST = timedelta(seconds=1)


class StewardQuestion(HITLOperator):
    """
    Ask with our three buttons; at `answer_by` the scheduler answers by itself with only the good rows.

    Parameters
    ----------
    answer_by
        Instant in ISO format, or nothing: then it waits until somebody answers, however long.

    Notes
    -----
    Airflow stores the term as an instant beside the waiting task and its scheduler takes the defaults when
    it has passed; without one no term is stored. An `execution_timeout`, also one from ``default_args``,
    would become such a term, so the DAG must give None.
    """

    template_fields: ClassVar[Sequence[str]] = ("subject", "body", "answer_by")

    def __init__(self, *, answer_by: str = "", **kwargs: Any) -> None:
        super().__init__(options=list(LABELS.values()), **kwargs)
        self.answer_by = answer_by

    def execute(self, context: Any) -> Any:
        """Ask, with the term that the question has."""
        self.response_timeout = self.defaults = None
        if self.answer_by:
            self.response_timeout = _left(datetime.fromisoformat(self.answer_by))
            self.defaults = [WITHOUT_ANSWER]
        return super().execute(context)


def _left(answer_by: datetime) -> timedelta:
    """Return how long there is to answer, on the calendar that the product lives on."""
    from vroegeropaf import clock
    from vroegeropaf.settings import settings

    return max(answer_by - clock.now(settings()), SHORTEST)
