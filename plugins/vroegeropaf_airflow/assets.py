"""The events that wake the next stage. They only wake: every DAG finds its work in the database."""

from airflow.sdk import Asset, AssetAlias

SIGNALS = Asset("vroegeropaf://signals")
CASES = Asset("vroegeropaf://cases")
VISITS = Asset("vroegeropaf://visits")
OUTBOX = Asset("vroegeropaf://outbox")

# a task with an alias as its outlet tells the asset only when there is something to tell
SIGNALS_IF_CHANGED = AssetAlias("signals_if_changed")
CASES_IF_CHANGED = AssetAlias("cases_if_changed")
OUTBOX_IF_FILLED = AssetAlias("outbox_if_filled")
