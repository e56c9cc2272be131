"""Each corporation's own date in a case, without a database."""

from datetime import date

from vroegeropaf.cases.clocks import SignalDates
from vroegeropaf.escalation.owners import Owner, owners
from vroegeropaf.policy import Clocks

R = date(2026, 3, 2)
POLICY = Clocks(
    first_visit_within_wd=10,
    first_visit_before_bailiff_wd=5,
    last_visit_before_bailiff_wd=3,
    crisis_within_wd=3,
    offer_within_days=28,
    offer_alarm_days=21,
    legal_handover_after_letter_days=17,
    default_handover_days=90,
)


def test_a_corporation_has_its_own_date_and_its_own_haste():
    """The other's earlier date and bailiff's file change nothing; of two own dates the first holds."""
    found = owners(
        [
            SignalDates("portaal", date(2026, 3, 4), True, has_bailiff_file=True, arrived_on=R),
            SignalDates("mitros", date(2026, 4, 30), False, arrived_on=R),
            SignalDates("mitros", date(2026, 4, 14), True, arrived_on=R),
        ],
        POLICY,
    )
    assert found == [
        Owner("mitros", date(2026, 4, 14), True, False),
        Owner("portaal", date(2026, 3, 4), True, True),
    ]
