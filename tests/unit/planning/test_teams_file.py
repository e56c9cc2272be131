"""Mistakes in teams.yaml, all at once and each with its place; what the command `teams` shows of it."""

import shutil

import pytest
import yaml
from support.staff import TWO, member
from typer.testing import CliRunner

from vroegeropaf import cli
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.planning import teams
from vroegeropaf.region import load as load_region
from vroegeropaf.settings import settings


@pytest.fixture
def config(region, tmp_path, monkeypatch):
    """A copy of the example region's configuration, in use on the command line."""
    shutil.copytree(region.config_dir, tmp_path / "config")
    monkeypatch.setenv("VROEGEROPAF_CONFIG_DIR", str(tmp_path / "config"))
    settings.cache_clear()
    yield tmp_path / "config"
    settings.cache_clear()


def change(config, **parts) -> None:
    """Write teams.yaml with these parts."""
    path = config / "teams.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(content | parts), encoding="utf-8")


def test_all_mistakes_are_told_at_once(config):
    """An unknown municipality, a member in two teams, nobody of the corporation: one message."""
    content = yaml.safe_load((config / "teams.yaml").read_text(encoding="utf-8"))["teams"]
    content["houten"]["municipalities"] = ["Houten", "Utrecht"]
    content["vianen"]["members"] = ["vnn-corp", "htn-wil"]
    content["ijsselstein-lopik"]["corporations"] = ["mitros"]
    change(config, teams=content)
    with pytest.raises(ConfigurationError) as caught:
        teams.load(load_region(config))
    assert caught.value.code == "config_invalid"
    for fault in (
        "teams.houten.municipalities: no Utrecht in parties.yaml",
        "members.htn-wil: is in more than one team, or twice in one",
        "teams.ijsselstein-lopik.members: nobody works for a corporation that the team serves",
    ):
        assert fault in caught.value.message


def test_a_member_written_twice_is_no_quiet_choice(config):
    """The same code twice in the file is told, where a reader of YAML would keep the last one in silence."""
    path = config / "teams.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "members:\n", "members:\n  htn-wil: {organisation: wil, role: help}\n", 1
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="a key stands twice"):
        teams.load(load_region(config))


def test_the_command_shows_teams_pairs_and_who_can_go_with_nobody(config, monkeypatch):
    """Fixed teams and possible pairs in one table; what is worth a look stands beside it."""
    lonely = member("mitros", "corporation", ["Vianen"], email="alleen@vroegeropaf.example")
    change(config, members=TWO | {"alone": lonely}, teams={})
    for stream in (cli.console, cli.errors):
        monkeypatch.setattr(stream, "width", 200)
    shown = CliRunner().invoke(cli.app, ["teams"])
    assert shown.exit_code == 0
    assert "corp-1+wil-1" in shown.stdout
    assert "members.alone: nobody shares a day part" in shown.stderr


def test_the_command_names_the_mistake(config):
    """A fault in the file is one sentence with its place."""
    change(config, members=TWO | {"wil-1": TWO["wil-1"] | {"municipalities": ["Utrecht"]}}, teams={})
    error = CliRunner().invoke(cli.app, ["teams"]).exception
    assert isinstance(error, ConfigurationError)
    assert error.message == "teams.yaml: members.wil-1.municipalities: no Utrecht in parties.yaml"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"municipalities": ["Utrecht"]}, "members.wil-1.municipalities: no Utrecht in parties.yaml"),
        ({"corporations": ["woonbron"]}, "members.wil-1.corporations: no woonbron in parties.yaml"),
        ({"email": None}, "members.wil-1.email: needed for a member with hours who is in no team"),
        ({"municipalities": []}, "members.wil-1.municipalities: needed"),
        ({"depot": None}, "members.wil-1.depot: needed"),
        ({"mode": None}, "members.wil-1.mode: needed"),
        ({"mode": "boat"}, "members.wil-1.mode: no boat in travel"),
        (
            {"hours": {"maandag": ["avond", "avond"]}},
            "hours.maandag: a day part is there twice",
        ),
        ({"hours": {"zondag": ["avond"]}}, "members.wil-1.hours.zondag"),
        ({"languages": ["Turks!"]}, "members.wil-1.languages.0"),
        ({"languages": ["turks", "turks"]}, "members.wil-1.languages: a language is there twice"),
        (
            {"role": "corporation", "organisation": "mitros", "corporations": ["portaal"]},
            "lacks mitros",
        ),
    ],
)
def test_a_fault_of_a_member_is_named(read, changes, message):
    """Whoever edits the file reads what is wrong, and where."""
    with pytest.raises(ConfigurationError) as caught:
        read(TWO | {"wil-1": TWO["wil-1"] | changes})
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"municipalities": ["Nieuwegein"]}, "teams.houten.municipalities: htn-wil does not work in Houten"),
        ({"corporations": ["viveste"]}, "teams.houten.corporations: htn-wil does not go for mitros"),
        (
            {"hours": {"dinsdag": ["ochtend"]}},
            "shifts.dinsdag: htn-wil does not work in the middag",
        ),
    ],
)
def test_a_team_asks_no_more_of_a_member_than_is_given(region, read, changes, message):
    """Hours, municipalities and corporations of a member bind its fixed team."""
    whole = yaml.safe_load((region.config_dir / "teams.yaml").read_text(encoding="utf-8"))
    whole["members"]["htn-wil"] |= changes
    with pytest.raises(ConfigurationError) as caught:
        read(whole["members"], whole["teams"])
    assert message in caught.value.message


def test_a_plus_stands_in_no_code(read):
    """The code of a pair can be told from every other."""
    with pytest.raises(ConfigurationError, match=r"members\.corp\+1"):
        read({"corp+1": TWO["corp-1"], "wil-1": TWO["wil-1"]})


def test_who_can_go_out_with_nobody_is_worth_a_look(region, read):
    """No fault, but somebody stays at home: no partner, no hours, or a corporation that nobody goes for."""
    lonely = member("mitros", "corporation", ["Nieuwegein"])
    staff = read(TWO | {"alone": lonely, "idle": {"organisation": "wil", "role": "help"}})
    warnings = teams.find_warnings(staff, region.parties)
    assert warnings[0].startswith("members.alone: nobody shares a day part")
    assert warnings[1] == "members.idle: is in no team and has no hours"
    assert "no team goes for mitros" in warnings
    assert "no team goes for viveste" not in warnings
    assert teams.find_warnings(teams.load(region), region.parties) == []


def test_a_shared_mailbox_gets_one_mail(read):
    """Both members are written to, unless they read the same mailbox."""
    (pair,) = read({code: TWO[code] for code in ("corp-1", "wil-1")}).pairs.values()
    assert pair.addresses == (
        (".corp-1", "viveste@vroegeropaf.example"),
        (".wil-1", "wil@vroegeropaf.example"),
    )
    shared = {"corp-1": TWO["corp-1"] | {"email": "Wil@vroegeropaf.example"}, "wil-1": TWO["wil-1"]}
    (pair,) = read(shared).pairs.values()
    assert [suffix for suffix, _ in pair.addresses] == [".corp-1"]
