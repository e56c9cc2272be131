"""The data steward's job in a real browser on a live stack: from a bad file to an answer to loaded rows."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from support.pages import chromium

from vroegeropaf.deliveries import held as waiting
from vroegeropaf.local.sample.month import MONDAY, Month
from vroegeropaf.local.stack import Stack, forget

pytestmark = [pytest.mark.acceptance, pytest.mark.browser, pytest.mark.xdist_group("stack")]
RUN_S = 120
PAGE_MS = 30_000
SUBJECT = "Levering van Portaal met peildatum 20-11-2026"


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """A stack of its own, from nothing: no other test answers its question, and it answers none of theirs."""
    state_dir = tmp_path_factory.mktemp("steward")
    parts = Stack(state_dir, lambda what: None)
    parts.start()
    yield parts
    parts.stop()
    forget(state_dir)


@pytest.fixture(scope="module")
def held(stack) -> int:
    """Portaal's list with six broken postcodes, delivered over SFTP and held; its question is open."""
    stack.set_today(MONDAY)
    [bad] = [file for file in Month(stack.region).monday() if file.corporation == "portaal"]
    stack.upload(bad)
    run_id = stack.airflow.trigger_dag("collect_arrears")
    assert stack.airflow.wait_run("collect_arrears", run_id, RUN_S) == "success"
    until(lambda: stack.airflow.open_questions() == 1, "no question was asked")
    [(delivery_id, state)] = query(stack, "select delivery_id, state from raw.delivery")
    assert state == "held"
    return delivery_id


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + RUN_S
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def query(stack: Stack, statement: str) -> list[tuple]:
    """Return the rows of a statement on the product's database."""
    with stack.engine.connect() as db:
        return [tuple(row) for row in db.exec_driver_sql(statement)]


def test_an_answer_of_who_is_no_steward_is_asked_again(stack, held):
    """The admin of Airflow may respond there, but not decide: the run is red, and the next one asks again."""
    [asked] = stack.airflow.questions()
    stack.airflow.answer(asked, asked["options"][2], user="admin")
    assert stack.airflow.wait_run("review_delivery", asked["task_instance"]["dag_run_id"], RUN_S) == "failed"
    assert query(stack, "select state from raw.delivery") == [("held",)]
    assert query(stack, "select 1 from core.delivery_decision") == []
    run_id = stack.airflow.trigger_dag("collect_arrears")
    assert stack.airflow.wait_run("collect_arrears", run_id, RUN_S) == "success"
    until(lambda: stack.airflow.open_questions() == 1, "it was not asked again")


def test_a_steward_looks_answers_and_the_rows_are_loaded(stack, held):
    """Required Action, page, a row unmasked, an answer in Airflow, 18 rows loaded; all on this host."""
    url = stack.url("airflow")
    address = waiting.page_url(stack.settings, held)
    asked: set[str] = set()
    with chromium() as browser:
        context = browser.new_context(locale="nl-NL", viewport={"width": 1400, "height": 1100})
        context.set_default_timeout(PAGE_MS)
        context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page = context.new_page()
        page.goto(url)
        page.fill("input[name=username]", "steward")
        page.fill("input[name=password]", stack.secrets.airflow_passwords["steward"])
        page.keyboard.press("Enter")
        page.get_by_text("Vereiste acties").first.click()
        page.get_by_text(SUBJECT).wait_for()

        link = page.get_by_role("link", name="De levering rij voor rij bekijken")
        assert link.get_attribute("href") == address
        page.keyboard.press("Escape")  # the list of questions lies over the page
        page.get_by_role("link", name="Kwaliteit").click()
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name="Portaal, lijst van 20 november 2026").click()
        frame.get_by_text("want er zijn veel rijen met fouten").wait_for()
        page.wait_for_url(address)
        assert frame.locator("table.faults tbody tr").count() == 6
        assert frame.get_by_text("??").count() == 0
        frame.locator("table.faults tbody a").first.click()
        frame.get_by_role("button", name="Toon wat er staat").click()
        frame.get_by_text("??", exact=True).wait_for()

        page.goto(address)
        frame.get_by_role("link", name="Naar oordeel").click()
        page.get_by_role("link", name=SUBJECT).click()
        page.get_by_role("button", name="Alleen de goede rijen laden").click()
        until(lambda: query(stack, "select state from raw.delivery") != [("held",)], "it stays held")
        page.goto(address)
        frame.get_by_text("Oordeel van steward: Alleen de goede rijen laden").wait_for()
        assert frame.get_by_role("link", name="Naar oordeel").count() == 0
        context.close()

    stored = "select state, rows_accepted, rows_rejected from raw.delivery"
    assert query(stack, stored) == [("accepted_with_rejected_rows", 18, 6)]
    assert query(stack, "select count(*) from core.signal") == [(18,)]
    decided = "select delivery_id, answer, decided_by from core.delivery_decision"
    assert query(stack, decided) == [(held, "good_rows_only", "steward")]
    looked = query(stack, "select distinct user_name, page from core.access_log order by 1, 2")
    assert looked == [("steward", "kwaliteit"), ("steward", "kwaliteit.onthuld")]
    assert asked - {""} == {urlsplit(url).netloc}  # pictures within a page have no host
    assert stack.airflow.open_questions() == 0
