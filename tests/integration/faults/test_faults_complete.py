"""No fault that collection must survive is without a test here."""

import ast
from pathlib import Path

import pytest

FAULTS = {
    "connection refused": ["test_connection_refused"],
    "key refused": ["test_key_refused", "test_a_refused_key_is_not_followed_by_the_keys_of_an_agent"],
    "host key changed": ["test_host_key_changed"],
    "cut after N bytes, short read, growing file, hang": ["test_no_part_of_a_file_is_stored"],
    "slow": ["test_slow_server", "test_waiting_is_counted_and_bytes_at_a_fair_speed_are_not"],
    "listing denied": ["test_listing_that_gives_nothing"],
    "stale listing": [
        "test_stale_listing_that_still_shows_an_archived_file",
        "test_stale_listing_that_lacks_a_new_file",
        "test_stale_listing_of_a_file_that_was_replaced",
    ],
    "ghost or traversal name": ["test_ghost_and_traversal_names", "test_marker_that_is_only_listed"],
    "vanished file": ["test_vanished_file"],
    "archive rename denied": ["test_archive_rename_denied"],
    "rename done, answer lost": ["test_archive_rename_whose_answer_is_lost"],
    "corrupt byte": ["test_corrupt_byte"],
    "empty file": ["test_empty_file"],
    "same content under another name, and the reverse": [
        "test_same_content_under_another_name",
        "test_same_list_under_the_name_of_another_day",
        "test_another_content_under_the_same_name",
    ],
    "mtime 1970 or 2099": ["test_impossible_time"],
    "kill -9 of Postgres": [
        "test_killed_while_a_file_is_fetched",
        "test_killed_while_a_file_is_judged",
        "test_killed_while_a_file_is_put_away",
    ],
    "two schedulers, a rerun at once, another time, a clock change": [
        "test_two_processes_at_once",
        "test_reruns_at_once",
        "test_rerun_at_another_time",
        "test_clock_change_while_a_file_is_uploaded",
    ],
    "disk full": ["test_our_disk_is_full", "test_the_disk_of_postgres_is_full"],
    "one corporation's trouble": [
        "test_a_file_that_cannot_be_read_stops_no_other_of_its_sender",
        "test_many_hanging_files_share_one_budget",
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_tests(fault):
    """Each test of the list is there, and says what it claims."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    claims = {
        node.name: ast.get_docstring(node)
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    assert all(claims.get(name) for name in FAULTS[fault]), fault
