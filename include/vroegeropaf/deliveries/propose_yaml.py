"""A proposed profile as YAML with a comment on every line, and what a person must still do. Pure, Dutch."""

import json

import yaml

from vroegeropaf.deliveries import fields
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.propose import Match, Proposal
from vroegeropaf.parties import parse

COLUMN = 52
CONFIDENCE = {"zeker": "zeker", "waarschijnlijk": "waarschijnlijk", "twijfel": "twijfel: controleer"}
EFFORTS = {
    "datum_herinnering": "zonder datum van de herinnering wordt elke rij geweigerd; vraag een kolom",
    "datum_contactpoging": "moet altijd per rij; vraag een kolom",
    "schuldhulp_gewezen": "vraag een kolom, of laat de corporatie debt_help_in_reminder verklaren",
    "datum_aanbod": "vraag een kolom, of laat de corporatie offer_in_reminder verklaren",
    "bezwaar": "vraag een kolom J/N, of laat de corporatie objections_removed verklaren",
}
DECLARATIONS = {
    "schuldhulp_gewezen": 'debt_help_in_reminder: {letter: "welke brief", since: jjjj-mm-dd}',
    "datum_aanbod": 'offer_in_reminder: {letter: "welke brief", since: jjjj-mm-dd}',
    "bezwaar": 'objections_removed: {statement: "de verklaring", since: jjjj-mm-dd}',
}


def write(proposal: Proposal) -> str:
    """
    Return the proposal as the text of a profile.

    Raises
    ------
    ConfigurationError
        The text is no valid profile: a mistake of ours, found before anybody uses it.
    """
    lines = [*_head(proposal), *_columns(proposal), *_words(proposal), *_remarks(proposal)]
    text = "\n".join(lines) + "\n"
    parse(Profile, yaml.safe_load(text), f"{proposal.corporation}.yaml")
    return text


def to_do(proposal: Proposal) -> list[str]:
    """Return what a person must complete before files can be accepted, one sentence each."""
    found = [f"Verboden kolom {_shown(header)}: vraag een lijst zonder." for header in proposal.forbidden]
    found += [f"Twee kolommen heten {_shown(header)}: vraag om één." for header in proposal.doubled]
    found += [f"Geen kolom gevonden voor {field}; die is verplicht." for field in proposal.missing("must")]
    found += [f"Geen kolom gevonden voor {field}: {_effort(field)}." for field in proposal.missing("effort")]
    for field, words in proposal.words.items():
        if words.unknown or words.other_rows:
            count = f"{len(words.unknown)} onbekende woorden" if words.unknown else "Onbekende woorden"
            found.append(f"{count} bij {field}: vul ze aan onder values.")
    sender = proposal.matches.get("corporatie")
    if sender and sender.fit is not None and sender.fit < 0.5:
        code = proposal.corporation
        found.append(
            f"In kolom {_shown(sender.column.header)} staat niet {code}: vul het woord aan onder values."
        )
    return found


def to_check(proposal: Proposal) -> list[str]:
    """Return the doubtful columns, one sentence each."""
    return [
        f"Twijfel: is {_shown(match.column.header)} wel {match.field}?"
        for match in proposal.matches.values()
        if match.confidence == "twijfel"
    ]


def _head(proposal: Proposal) -> list[str]:
    table = proposal.sketch
    told = "niet van belang bij Excel" if table.is_workbook else "waarschijnlijk"
    lines = [
        f"# Voorstel voor het profiel van {proposal.corporation}, uit één bestand. Loop elke regel na.",
        *(f"# LET OP: {sentence}" for sentence in to_do(proposal)),
        _line("list_kind: new_only", "controleer: alleen nieuwe achterstanden (new_only) of alle (full)?"),
        _line(f"delimiter: {json.dumps(table.delimiter)}", told if table.is_workbook else "zeker"),
        _line(f"encoding: {table.encoding}", told),
        _line(f'decimal: "{table.decimal}"', told),
        _line("expected_workday: 15", "controleer: op welke werkdag van de maand komt de lijst?"),
        _line("handover_days: 90", "controleer: dagen van de oudste vervaldatum tot de deurwaarder"),
    ]
    if table.header_line > 1:
        lines.append(f"# De kop staat op regel {table.header_line}.")
    return lines


def _columns(proposal: Proposal) -> list[str]:
    matches = [
        proposal.matches[one.header]
        for one in fields.OF_KIND[proposal.kind]
        if one.header in proposal.matches
    ]
    return ["columns:" if matches else "columns: {}", *(_column(match) for match in matches)]


def _column(match: Match) -> str:
    remark = CONFIDENCE[match.confidence]
    if match.fit is None:
        remark += ", de kolom is leeg"
    elif not match.likeness:
        remark += ", alleen aan de inhoud herkend"
    elif match.fit < 0.5:
        remark += ", de inhoud past er niet bij"
    return _line(f"  {match.field}: {_shown(match.column.header)}", remark)


def _words(proposal: Proposal) -> list[str]:
    lines = []
    for field, words in proposal.words.items():
        if words.known:
            lines.append(f"  {field}:")
            lines += [
                _line(f"    {_shown(word)}: {ours}", "waarschijnlijk") for word, ours in words.known.items()
            ]
        lines += [f"    # {field}: vul aan wat {_shown(word)} is" for word in words.unknown]
        if words.other_rows:
            lines.append(f"    # {field}: in {words.other_rows} rijen staat een ander woord")
    has_words = any(words.known for words in proposal.words.values())
    return [*(["values:"] if has_words else []), *lines]


def _remarks(proposal: Proposal) -> list[str]:
    lines = [f"# Verplicht en niet gevonden: {field}" for field in proposal.missing("must")]
    for field in proposal.missing("effort"):
        lines.append(f"# {field}: {_effort(field)}.")
    declarations = [DECLARATIONS[field] for field in proposal.missing("effort") if field in DECLARATIONS]
    if declarations:
        lines.append("# Een verklaring geldt pas als een mens van de corporatie haar gaf, met datum:")
        lines += ["# declarations:", *(f"#   {declaration}" for declaration in declarations)]
    for field in ("huurdernummer", "contractnummer"):
        if proposal.sketch.is_workbook and field in proposal.matches and _is_uneven(proposal.matches[field]):
            lines.append(
                f"# pad_zeros: {{{field}: 8}}  controleer: liet Excel nullen vooraan weg? Hoe breed dan?"
            )
    if missing := proposal.missing("may"):
        lines.append(f"# Niet gevonden, mag ontbreken: {', '.join(missing)}")
    lines += [f"# Niet gebruikt: {_shown(header)}" for header in proposal.unused]
    lines += [f"# VERBODEN, nooit overnemen: {_shown(header)}" for header in proposal.forbidden]
    return lines


def _is_uneven(match: Match) -> bool:
    """Return whether a column holds digits only, of different widths: zeros on the left may be gone."""
    cells = match.column.cells
    return all(cell.isdigit() for cell in cells) and len({len(cell) for cell in cells}) > 1


def _effort(field: str) -> str:
    return EFFORTS[field]


def _shown(text: str) -> str:
    """Return a header or word between quotes, as YAML reads it back; never a line of its own."""
    quoted = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def _line(text: str, remark: str) -> str:
    return f"{text:<{COLUMN}} # {remark}"
