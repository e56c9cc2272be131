"""Mail to the operator when a task has failed for good. Says where to look; never what the data was."""

from typing import Any

HTML = """<html lang="nl"><body>
<p>Taak <strong>{{ ti.task_id }}</strong> van <strong>{{ dag.dag_id }}</strong> is mislukt
(run {{ run_id }}, poging {{ ti.try_number }}).</p>
<p><a href="{{ ti.log_url }}">Open het logboek</a>.
Wat een foutcode betekent en wat u doet, staat in de README.</p>
<p>De andere taken gaan door; de klok draait deze taak vanzelf opnieuw.</p>
</body></html>"""


def task_failed(context: Any) -> None:
    """Send the alert through the provider's own notifier, to the operator's mailbox of the region."""
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    from vroegeropaf import region
    from vroegeropaf.settings import settings

    machine = settings()
    notifier = SmtpNotifier(
        to=str(region.load(machine.config_dir).parties.functions.operator),
        from_email=machine.mail_from,
        subject="Vroeg Eropaf: {{ dag.dag_id }}.{{ ti.task_id }} is mislukt",
        html_content=HTML,
        custom_headers={"Auto-Submitted": "auto-generated"},
    )
    notifier(context)
