"""A profile is checked when it is loaded: every mistake is one sentence with its place."""

from datetime import date

import pytest
import yaml

from vroegeropaf.deliveries import fields, profiles
from vroegeropaf.errors import ConfigurationError

TODAY = date(2026, 3, 16)
LETTER = {"letter": "v3", "since": date(2026, 3, 17)}


@pytest.fixture
def written(tmp_path):
    """Write a profile with these keys; return its path."""

    def write(**keys: object):
        path = tmp_path / "viveste.yaml"
        path.write_text(yaml.safe_dump({"expected_workday": 15} | keys, allow_unicode=True), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            {"columns": {"postcod": "PC"}},
            r"columns: no fields of the contract: postcod \(do you mean postcode\?\)",
        ),
        ({"values": {"kleur": {"Rood": "rood"}}}, r"values: no fields of the contract: kleur"),
        (
            {"columns": {"straat": "Adres ", "plaats": "ADRES"}},
            r"columns: plaats and straat are mapped to the same header, adres",
        ),
        (
            {"columns": {"toevoeging": "Huisletter"}},
            r"columns: toevoeging takes the header huisletter, which is a field too: map huisletter",
        ),
        ({"columns": {"straat": " "}}, r"columns: straat has an empty header; leave the line out"),
        (
            {"values": {"soort_eenheid": {"Woonruimte": "huis"}}},
            r"values: soort_eenheid: Woonruimte becomes huis, but the contract knows bedrijfsruimte",
        ),
        (
            {"values": {"bezwaar": {"Akkoord": "geen"}}},
            r"values: bezwaar: Akkoord becomes geen, but the contract knows",
        ),
        (
            {"values": {"schuldhulp_gewezen": {"Gedaan": "klaar"}}},
            r"values: schuldhulp_gewezen: Gedaan becomes klaar",
        ),
        (
            {"values": {"reden": {"Voldaan": "klaar"}}},
            r"values: reden: Voldaan becomes klaar, but the contract knows betaald, ",
        ),
        (
            {"values": {"bezwaar": {"Nee": False}}},
            r"values: bezwaar: YAML reads no words in .*; write both in quotes",
        ),
        (
            {"values": {"soort_eenheid": {1: "woning"}}},
            r"values: soort_eenheid: YAML reads no words in 1: woning",
        ),
        ({"delimiter": "|"}, r"delimiter: Input should be ';', ',' or '\\t'"),
        ({"encoding": "ebcdic"}, r"encoding: Input should be 'utf-8' or 'windows-1252'"),
        ({"colour": 1}, r"colour: Extra inputs are not permitted"),
        ({"pad_zeros": {"postcode": 6}}, r"pad_zeros\.postcode.*: Input should be 'huurdernummer' or"),
        ({"pad_zeros": {"huurdernummer": 1}}, r"pad_zeros\.huurdernummer: Input should be greater than"),
        (
            {"declarations": {"offer_in_reminder": {"letter": "v3"}}},
            r"declarations\.offer_in_reminder\.since: Field",
        ),
        (
            {"declarations": {"offer_in_reminder": LETTER}},
            r"declarations\.offer_in_reminder\.since: 2026-03-17 lies in the future",
        ),
    ],
)
def test_every_mistake_is_a_sentence_with_its_place(written, keys, sentence):
    """The file, the place in it and what is wrong are told; nothing is repaired in silence."""
    with pytest.raises(ConfigurationError, match=r"^config_invalid: viveste\.yaml: " + sentence):
        profiles.load_file(written(**keys), TODAY)


def test_all_words_of_the_contract_are_allowed(written):
    """A corporation's words may become any word of the contract; free columns may be translated freely."""
    words = {
        "soort_eenheid": {
            f"x{place}": word for place, word in enumerate([fields.HOMES, *sorted(fields.OTHER_UNITS)])
        },
        "reden": {f"x{place}": word for place, word in enumerate(sorted(fields.REASONS))},
        "bezwaar": {"Akkoord": "N", "Bezwaar": "J"},
        "schuldhulp_gewezen": {"Gedaan": "J"},
        "corporatie": {"001": "viveste"},
    }
    assert profiles.load_file(written(values=words), TODAY).values == words


def test_headers_may_change_places(written):
    """What they call a tenant number may be our contract number, as long as both are mapped."""
    columns = {"huurdernummer": "contractnummer", "contractnummer": "huurdernummer"}
    assert profiles.load_file(written(columns=columns)).header("huurdernummer") == "contractnummer"


def test_declaration_of_a_later_day_is_a_mistake_only_for_the_person_who_looks(written):
    """A run of the day loads it all the same: it does not hold yet for any list."""
    path = written(declarations={"offer_in_reminder": LETTER})
    assert profiles.load_file(path).declarations.offer_in_reminder.since == date(2026, 3, 17)
    assert profiles.load_file(path, date(2026, 3, 17))


@pytest.mark.parametrize(
    ("cell", "padded"),
    [
        ("123", "00000123"),
        (" 123 ", "00000123"),
        ("00000123", "00000123"),
        ("123456789", "123456789"),
        ("H123", "H123"),
        ("12-3", "12-3"),
        ("١٢٣", "١٢٣"),
        ("", ""),
    ],
)
def test_eaten_zeros_are_put_back_before_digits_only(cell, padded):
    """A number gets its width back; anything with another sign in it stays as it is."""
    assert profiles.pad(cell, 8) == padded


def test_field_that_stands_twice_is_a_mistake(tmp_path):
    """A field with two headers is told with its line; the last one does not win in silence."""
    path = tmp_path / "viveste.yaml"
    path.write_text("expected_workday: 15\ncolumns:\n  plaats: A\n  plaats: B\n", encoding="utf-8")
    with pytest.raises(
        ConfigurationError, match=r"viveste\.yaml is not valid YAML: a key stands twice\s.*line 3"
    ):
        profiles.load_file(path)
