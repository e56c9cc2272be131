"""Registers our pages in the Airflow UI. The only file that Airflow's plugin loader may run."""

from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/vroegeropaf"


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Hand a request to the pages, built at the first one: schedulers and tasks load this file too."""
    from vroegeropaf_airflow.pages.app import app

    await app()(scope, receive, send)


class VroegEropafPlugin(AirflowPlugin):
    """The pages "Bezoeken", "Planning", "Kwaliteit" and "Koppelingen" in the navigation."""

    name = "vroegeropaf"
    fastapi_apps: ClassVar[list[Any]] = [{"app": pages, "name": "Vroeg Eropaf", "url_prefix": PREFIX}]
    external_views: ClassVar[list[Any]] = [
        {
            "name": "Bezoeken",
            "href": f"{PREFIX}/",
            "url_route": "bezoeken",
            "destination": "nav",
            "nav_top_level": True,
            "icon": f"{PREFIX}/static/visit.svg",
            "icon_dark_mode": f"{PREFIX}/static/visit-dark.svg",
        },
        {
            "name": "Planning",
            "href": f"{PREFIX}/planning",
            "url_route": "planning",
            "destination": "nav",
            "nav_top_level": True,
            "icon": f"{PREFIX}/static/plan.svg",
            "icon_dark_mode": f"{PREFIX}/static/plan-dark.svg",
        },
        {
            # one delivery: /plugin/kwaliteit/vroegeropaf/kwaliteit/<delivery_id>
            "name": "Kwaliteit",
            "href": f"{PREFIX}/kwaliteit",
            "url_route": "kwaliteit",
            "destination": "nav",
            "nav_top_level": True,
            "icon": f"{PREFIX}/static/quality.svg",
            "icon_dark_mode": f"{PREFIX}/static/quality-dark.svg",
        },
        {
            # one pair: /plugin/koppelingen/vroegeropaf/koppelingen/<signal_id>/<signal_id>
            "name": "Koppelingen",
            "href": f"{PREFIX}/koppelingen",
            "url_route": "koppelingen",
            "destination": "nav",
            "nav_top_level": True,
            "icon": f"{PREFIX}/static/link.svg",
            "icon_dark_mode": f"{PREFIX}/static/link-dark.svg",
        },
    ]
