"""Tell an asset through its alias, only when there is something to tell."""

from typing import Any

from airflow.sdk import Asset, AssetAlias

from vroegeropaf.database import one
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge


def tell(outlet_events: Any, alias: AssetAlias, asset: Asset) -> None:
    """Emit an event of `asset`; what it wakes reads its work from the database."""
    outlet_events[alias].add(asset)


def tell_mail(world: Edge, outlet_events: Any) -> None:
    """Wake the sending of mail when the outbox holds mail that may go now."""
    with world.engine.connect() as db:
        row = one(db, "messages/count_due")
    if row is not None and row["due"]:
        tell(outlet_events, assets.OUTBOX_IF_FILLED, assets.OUTBOX)
