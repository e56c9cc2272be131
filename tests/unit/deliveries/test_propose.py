"""A file with unknown headers gets a profile that a person can trust, and check."""

import dataclasses
import io
import re
from datetime import date

import header_styles
import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from vroegeropaf import cli
from vroegeropaf.deliveries import check, fields, profiles, propose, propose_yaml
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.parties import parse

TODAY = date(2026, 3, 20)
NAME = "huurachterstand_viveste_20260316"
NEED = {field.header: field.need for field in fields.ARREARS}
CANONICAL = header_styles.STYLES[0]
EFFORTS = ("datum_herinnering", "datum_contactpoging", "schuldhulp_gewezen", "datum_aanbod", "bezwaar")
STYLES = pytest.mark.parametrize("style", header_styles.STYLES, ids=lambda style: style.name)


def proposed(content: bytes, name: str = NAME + ".csv") -> propose.Proposal:
    """Return the proposal for a list of Viveste."""
    return propose.propose(content, name, "viveste", "Viveste", TODAY)


def loaded(proposal: propose.Proposal) -> profiles.Profile:
    """Return the proposed profile as it is read back from its text."""
    return parse(profiles.Profile, yaml.safe_load(propose_yaml.write(proposal)), "viveste.yaml")


def listed(rows: list[dict[str, str]], name: str = NAME + ".csv") -> propose.Proposal:
    """Return the proposal for a list of these rows."""
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    return proposed("\r\n".join(lines).encode(), name)


@pytest.fixture
def rows(cells) -> list[dict[str, str]]:
    """Ten good rows with their own numbers."""
    return [cells | {"huurdernummer": f"H{n}", "contractnummer": f"C{n}"} for n in range(10)]


@STYLES
def test_every_needed_column_is_found_in_every_style(style):
    """All columns that must be there and all efforts are found, under whatever names, beside strange ones."""
    found = loaded(proposed(style.content())).columns
    wanted = {key: profiles.normal(header) for key, header in style.headers.items() if NEED[key] != "may"}
    assert {key: profiles.normal(header) for key, header in found.items() if key in wanted} == wanted


@STYLES
def test_no_wrong_column_is_ever_called_certain(style):
    """What is called certain is right; nothing that belongs to another field or to none is."""
    certain = [match for match in proposed(style.content()).matches.values() if match.confidence == "zeker"]
    assert all(style.headers.get(match.field) == match.column.header for match in certain)


@STYLES
def test_nothing_of_a_person_stands_in_the_proposal(style):
    """Headers and words of closed lists are shown; no name, address, number or date of anybody."""
    proposal = proposed(style.content())
    text = propose_yaml.write(proposal) + "".join(
        propose_yaml.to_do(proposal) + propose_yaml.to_check(proposal)
    )
    shown = set(re.findall(r"[\w.@-]+", text.casefold())) - {"huur", "letter"}
    personal = {"achternaam", "straat", "postcode", "huurdernummer", "contractnummer", "telefoon", "email"}
    for match in proposal.matches.values():
        if match.field in personal | {"voornaam", "geboortedatum"}:
            assert not shown & {cell.casefold() for cell in match.column.words if len(cell) > 3}


@STYLES
def test_proposal_lets_the_list_in(style, region):
    """A list is accepted with the profile that was proposed for it; only what is no dwelling is left out."""
    content = style.content()
    ending = ".xlsx" if style.is_workbook else ".csv"
    verdict = check.check_file(
        content, NAME + ending, "viveste", region, TODAY, profile=loaded(proposed(content))
    )
    rules = {finding["rule"] for finding in verdict.rejected}
    assert verdict.verdict == "accepted_with_rejected_rows", verdict.reason
    assert rules <= {"not_a_home"}
    assert verdict.accepted == header_styles.ROWS * 9 / 10


def test_dialect_is_told_from_the_file():
    """Delimiter, encoding and decimal sign of the file go into the profile."""
    styles = {style.name: style for style in header_styles.STYLES}
    style = loaded(proposed(styles["english tongue in cheek"].content()))
    assert (style.delimiter, style.decimal) == (",", ".")
    assert loaded(proposed(styles["upper case"].content())).delimiter == "\t"
    content = CANONICAL.content().replace(b"woning", "woning\xe9".encode("cp1252"))
    assert loaded(proposed(content)).encoding == "windows-1252"


def test_complete_list_leaves_nothing_to_complete():
    """With every needed column there is nothing to do by hand."""
    assert propose_yaml.to_do(proposed(CANONICAL.content())) == []


@pytest.mark.parametrize("field", [key for key, need in NEED.items() if need != "may"])
def test_missing_column_is_told_and_never_declared(rows, field):
    """A needed column that is not there is told; a declaration stands there as a comment to fill in only."""
    proposal = listed([{key: cell for key, cell in row.items() if key != field} for row in rows])
    assert [sentence for sentence in propose_yaml.to_do(proposal) if f" {field}" in sentence]
    assert loaded(proposal).declarations == profiles.Declarations()
    assert field not in loaded(proposal).columns


def test_forbidden_columns_are_told_and_never_mapped(rows):
    """A column that no list may carry is named in the warnings and used for nothing."""
    bsns = ("111222333", "123456782", "100000009", "100000010", "100000022")
    proposal = listed(
        [
            {"Opmerkingen": "x", "Kenmerk": bsns[n % 5]}
            | {k: v for k, v in row.items() if k != "huurdernummer"}
            for n, row in enumerate(rows)
        ]
    )
    assert proposal.forbidden == ("Opmerkingen", "Kenmerk")
    assert not {"Opmerkingen", "Kenmerk"} & set(loaded(proposal).columns.values())
    assert sum("Verboden kolom" in sentence for sentence in propose_yaml.to_do(proposal)) == 2


def test_number_of_a_dwelling_is_no_contract(rows):
    """Without a contract number the VHE number does not take its place."""
    swapped = [
        {"VHE-nummer" if key == "contractnummer" else key: cell for key, cell in row.items()} for row in rows
    ]
    assert "contractnummer" not in listed(swapped).matches


@pytest.mark.parametrize("header", ["Toestemming AVG", "Geen bezwaar", "Akkoord doorgeven"])
def test_consent_is_no_objection(rows, header):
    """A column that means the opposite is never taken for the objections."""
    swapped = [{header if key == "bezwaar" else key: cell for key, cell in row.items()} for row in rows]
    assert "bezwaar" not in listed(swapped).matches


def test_words_for_units_are_translated_and_unknown_ones_listed(rows):
    """Known words get their word of the contract; a word that recurs is listed, a text of one row never."""
    words = ("Eengezinswoning", "PP", "woning", "Woning", "Kluswoning", "Kluswoning", "bel mevrouw Jansen")
    proposal = listed([row | {"soort_eenheid": words[n % 7]} for n, row in enumerate(rows[:7] * 2)][:13])
    assert loaded(proposal).values == {"soort_eenheid": {"Eengezinswoning": "woning", "PP": "parkeerplaats"}}
    text = propose_yaml.write(proposal)
    assert '# soort_eenheid: vul aan wat "Kluswoning" is' in text
    assert "Jansen" not in text
    assert any("onbekende woorden bij soort_eenheid" in sentence for sentence in propose_yaml.to_do(proposal))


def test_words_of_a_column_that_only_bears_the_name_are_not_shown(rows):
    """A column that is called soort and holds names shows none of them."""
    proposal = listed([row | {"soort_eenheid": "Jansen"} for row in rows])
    assert "Jansen" not in propose_yaml.write(proposal)
    assert proposal.matches["soort_eenheid"].confidence == "twijfel"


def test_other_sender_is_told(rows):
    """A column of the sender that names somebody else is for a person, and its word is not shown."""
    proposal = listed([row | {"corporatie": "Elders Wonen"} for row in rows])
    assert any("staat niet viveste" in sentence for sentence in propose_yaml.to_do(proposal))
    assert "Elders" not in propose_yaml.write(proposal)


def test_rents_above_the_arrears_are_doubted(rows):
    """When most rents are above the arrears, the two may be the other way round."""
    matches = listed([row | {"maandhuur": "1.225,00", "achterstand": "612,50"} for row in rows]).matches
    assert matches["maandhuur"].confidence == matches["achterstand"].confidence == "twijfel"


def test_two_columns_for_one_field_leave_doubt(rows):
    """With a second column that could be it just as well, nothing is certain."""
    matches = listed([row | {"Huurachterstand": row["achterstand"]} for row in rows]).matches
    assert matches["achterstand"].column.header == "achterstand"
    assert matches["achterstand"].confidence == "waarschijnlijk"


def test_same_header_twice_is_told(rows):
    """Two columns of one name are told; the first is looked at."""
    lines = [";".join([*rows[0], "Plaats"]), *(";".join([*row.values(), "Elders"]) for row in rows)]
    proposal = proposed("\n".join(lines).encode())
    assert proposal.doubled == ("plaats",)
    assert any("Twee kolommen heten" in sentence for sentence in propose_yaml.to_do(proposal))


def test_column_without_a_useful_name_is_known_by_what_it_holds(rows):
    """A postcode under a strange name is found by its cells, and left in doubt."""
    swapped = [{"Kolom 15" if key == "postcode" else key: cell for key, cell in row.items()} for row in rows]
    match = listed(swapped).matches["postcode"]
    assert (match.column.header, match.confidence) == ("Kolom 15", "twijfel")


def test_numbers_that_lost_their_zeros_get_a_hint():
    """Tenant numbers of digits only and of different widths hint at pad_zeros; nothing is decided."""
    workbook, target = openpyxl.Workbook(), io.BytesIO()
    for row in (("huurdernummer", "contractnummer"), (123, "C1"), (4567, "C2")):
        workbook.active.append(row)
    workbook.save(target)
    proposal = proposed(target.getvalue(), NAME + ".xlsx")
    assert "# pad_zeros: {huurdernummer: 8}" in propose_yaml.write(proposal)
    assert "contractnummer: 8" not in propose_yaml.write(proposal)
    assert loaded(proposal).pad_zeros == {}


def test_withdrawal_files_get_a_profile_too():
    """A withdrawal file asks for its own five columns."""
    rows = [
        dict(zip(("Verhuurder", "Stand per", "Relatienr", "Contractnr", "Afmeldreden"), cells, strict=True))
        for cells in (("viveste", "16-03-2026", f"H{n}", f"C{n}", "Voldaan") for n in range(5))
    ]
    proposal = listed(rows, "afmelding_viveste_20260316.csv")
    assert propose_yaml.to_do(proposal) == []
    assert loaded(proposal).header("reden") == "Afmeldreden"
    assert loaded(proposal).values == {"reden": {"Voldaan": "betaald"}}


@pytest.mark.parametrize(
    "content", [b"", b"a;b\n1;2\n", b"\xff\xfe\x00", b"\x81\x8d", b"PK\x03\x04zip", b"\x00" * 99]
)
def test_files_without_a_table_are_refused_in_words(content):
    """A file in which no headers are found ends in a code."""
    with pytest.raises(VroegEropafError):
        proposed(content)


CELLS = st.text(max_size=30) | st.sampled_from(
    ["16-03-2026", "1.234,56", "3991 AB", "J", "woning", "#", "a: b", '"']
)
HEADERS = CELLS | st.sampled_from(
    [*NEED, "Saldo", "Pc", "Hnr", "Opmerking", "Naam # x", "Datum: nu", "'t adres"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HEADERS, max_size=12), st.lists(st.lists(CELLS, max_size=14), max_size=6))
def test_whatever_stands_in_a_file_the_proposal_loads(headers, table):
    """Any headers and cells give a profile that loads, or a refusal in words."""
    style = dataclasses.replace(CANONICAL, headers={})
    content = style._csv(["corporatie", "peildatum", *headers], table)
    try:
        proposal = proposed(content)
    except VroegEropafError:
        return
    assert set(loaded(proposal).columns) <= set(NEED)


def test_a_column_with_the_name_of_a_field_becomes_no_other_field():
    """A number under "huur tot" is no rent, however much it looks like one: the profile would not load."""
    style = dataclasses.replace(CANONICAL, headers={})
    content = style._csv(["corporatie", "peildatum", "", "HUUR_TOT"], [["", "", "", "30"]])
    assert "maandhuur" not in loaded(proposed(content)).columns


@pytest.fixture
def on_command_line(monkeypatch, tmp_path):
    """Run the command line; return exit code, output and what was said to the person."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str):
        result = CliRunner().invoke(cli.app, list(arguments))
        if isinstance(result.exception, VroegEropafError):
            return 2, "", result.exception.code
        return result.exit_code, result.stdout, result.stderr

    return run


def test_command_writes_a_profile_that_check_reads(on_command_line, tmp_path):
    """The proposed profile goes to a file, with exit 0, and check accepts the list with it."""
    source, target = tmp_path / f"{NAME}.csv", tmp_path / "viveste.yaml"
    source.write_bytes(header_styles.STYLES[1].content())
    arguments = ("--corporation", "viveste")
    assert on_command_line("profile", str(source), *arguments, "--out", str(target))[:2] == (0, "")
    assert profiles.load_file(target, TODAY).header("huurdernummer") == "Relatienr"
    code, output, _ = on_command_line(
        "check", str(source), *arguments, "--profile", str(target), "--today", "2026-03-16"
    )
    assert (code, output.split(":")[0]) == (0, "accepted_with_rejected_rows")


def test_command_says_what_is_left_to_do(on_command_line, tmp_path):
    """With a column missing the profile is printed, exit 3, and the person hears what is missing."""
    headers = {key: header for key, header in CANONICAL.headers.items() if key != "bezwaar"}
    source = tmp_path / f"{NAME}.csv"
    source.write_bytes(dataclasses.replace(CANONICAL, headers=headers).content())
    code, output, said = on_command_line("profile", str(source), "--corporation", "viveste")
    assert code == 3
    assert yaml.safe_load(output)["columns"]["postcode"] == "postcode"
    assert "bezwaar" in said


def test_wrong_use_of_the_command_is_told(on_command_line, tmp_path):
    """An unknown corporation, a missing file and a file without a table end in exit 2 with a code."""
    empty = tmp_path / f"{NAME}.csv"
    empty.write_bytes(b"")
    for file, corporation, code in (
        (empty, "nergens", "corporation_unknown"),
        (tmp_path / "niets.csv", "viveste", "file_unreadable"),
        (empty, "viveste", "header_missing"),
    ):
        assert on_command_line("profile", str(file), "--corporation", corporation) == (2, "", code)
