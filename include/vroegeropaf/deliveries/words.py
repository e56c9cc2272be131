"""Codes of deliveries in the words of the people who read pages, questions and mails. No data of a row."""

from vroegeropaf.deliveries import expectations

VERDICTS = {
    "fetched": "ontvangen, nog niet gecontroleerd",
    "accepted": "goedgekeurd",
    "accepted_with_rejected_rows": "goedgekeurd, deel afgekeurd",
    "held": "wacht op een oordeel",
    "refused": "afgekeurd",
}
# Why a delivery is held or refused: a clause, so that it fits into a sentence, a table and a mail.
REASONS = {
    # held
    "rows_below_half": "er staan minder dan half zoveel rijen in als in de vorige lijst",
    "rows_above_triple": "er staan meer dan drie keer zoveel rijen in als in de vorige lijst",
    "list_empty": "de lijst is leeg, terwijl de vorige dat niet was",
    "too_many_rejected": "er zijn veel rijen met fouten",
    "other_corporation": "de meeste rijen zijn volgens het bestand van een andere corporatie",
    "check_not_run": "een van onze controles kon niet draaien, en dat is geen fout in de gegevens",
    # refused
    "forbidden_column": "er staat een kolom in die we niet mogen ontvangen",
    "objection_column_missing": "de kolom met bezwaren ontbreekt",
    "header_missing": "een verplichte kolom ontbreekt",
    "header_duplicate": "een kolom komt dubbel voor",
    "header_unnamed": "een kolom heeft geen naam",
    "width_differs": "de meeste rijen hebben een ander aantal cellen dan de kopregel",
    "file_cut": "het bestand is niet compleet",
    "companion_differs": "het bestand klopt niet met het .klaar-bestand",
    "empty_file": "het bestand is leeg",
    "not_text": "het bestand is niet als tekst te lezen",
    "not_excel": "het bestand heet Excel, maar is het niet",
    "excel_encrypted": "het Excel-bestand heeft een wachtwoord",
    "excel_too_large": "uitgepakt is het Excel-bestand te groot",
    "excel_unreadable": "het Excel-bestand is niet te lezen",
    "sheet_missing": "in het Excel-bestand staat geen werkblad met de lijst",
    "unreadable": "het bestand is niet te lezen",
    "too_large": "het bestand is te groot",
    "too_many_rows": "het bestand heeft te veel rijen",
    "dates_unreadable": "de meeste datums zijn niet te lezen",
    "future_reference_date": "de peildatum ligt in de toekomst",
    "old_reference_date": "de peildatum is te oud",
    "stale_reference_date": "er is al een nieuwere lijst",
    "already_delivered": "dit bestand is al eerder geleverd",
    "correction_undone": "deze verbetering is teruggedraaid",
    "refused_by_steward": "de gegevensbeheerder heeft het afgekeurd",
    "corporation_unknown": "de corporatie doet volgens onze gegevens niet meer mee",
}
# What to do about a refused delivery; without a line of its own, a new file is what helps.
NEW_FILE = "vraag de corporatie om een nieuw bestand"
ADVICE = {
    "forbidden_column": "het bestand is gewist; vraag om een nieuw zonder die kolom",
    "objection_column_missing": "het bestand is gewist; vraag om een nieuw met de kolom bezwaar",
    "header_missing": f"{NEW_FILE}, of pas het profiel aan als hun export is veranderd",
    "header_duplicate": f"{NEW_FILE} waarin elke kolom één keer staat",
    "header_unnamed": f"{NEW_FILE} waarin elke kolom een naam heeft",
    "companion_differs": "vraag de corporatie om het bestand en het .klaar-bestand opnieuw te leveren",
    "not_text": f"{NEW_FILE} in csv of Excel",
    "not_excel": f"{NEW_FILE} in csv of Excel",
    "excel_encrypted": f"{NEW_FILE} zonder wachtwoord",
    "sheet_missing": f"{NEW_FILE} met de lijst op één werkblad",
    "too_large": "vraag de corporatie om de lijst te splitsen of lege kolommen weg te laten",
    "excel_too_large": "vraag de corporatie om csv, of om een werkmap met alleen de lijst",
    "too_many_rows": "vraag de corporatie of dit de goede export is",
    "dates_unreadable": f"{NEW_FILE} met datums als dd-mm-jjjj",
    "future_reference_date": f"{NEW_FILE} met de juiste peildatum in de naam",
    "old_reference_date": "vraag de corporatie om een lijst van nu",
    "stale_reference_date": "er is niets te doen",
    "already_delivered": "er is niets te doen",
    "correction_undone": "er is niets te doen",
    "corporation_unknown": "vraag de beheerder of dat klopt; zo niet, vraag het bestand daarna opnieuw",
}
# A file in an inbox that never became a delivery: why it was left alone, and what to do.
LEFT_ALONE = {
    "name_not_allowed": (
        "de naam is niet volgens afspraak",
        "vraag om huurachterstand_<code>_<jjjjmmdd>.csv",
    ),
    "name_date_invalid": ("de datum in de naam bestaat niet", "vraag om een naam met de juiste peildatum"),
    "other_corporation": (
        "de naam noemt een andere corporatie",
        "vraag om het uit deze map te halen en in de goede te zetten",
    ),
    "format_not_supported": ("dit soort bestand lezen we niet", "vraag om csv"),
    "too_large": ("het bestand is te groot", "vraag om het te splitsen"),
}
# What was noticed about a file, which stops nothing.
NOTICES = {
    "encoding_differs": "De tekens zijn anders opgeslagen dan afgesproken; we lazen ze goed.",
    "delimiter_differs": "Het scheidingsteken is anders dan afgesproken; we lazen het bestand goed.",
    "control_characters": "Er stonden lege tekens (NUL) in het bestand; die zijn weggelaten.",
    "bytes_unreadable": (
        "Er stonden beschadigde tekens in het bestand. Een rij waarin zo'n teken staat in een cel die we "
        "lezen, is afgekeurd."
    ),
    "unknown_column": "Er staan kolommen in die we niet kennen; die lezen we niet.",
    "empty_row": "Lege rijen zijn overgeslagen.",
    "total_row": "Rijen met een totaal zijn overgeslagen.",
    "footer_row": "Tekst onder de laatste rij is overgeslagen.",
    "repeated_header": "De kopregel staat er vaker in; de herhaling is overgeslagen.",
    "trailing_cells": "Achter de laatste kolom stonden lege cellen; die zijn weggelaten.",
    "correction": "Dit is een verbetering van een lijst met dezelfde peildatum.",
    "replaced_signals": "Contracten die alleen op de vorige versie stonden, zijn beëindigd.",
    "moved_out": "Huurders zijn verhuisd naar een adres buiten het gebied; er komt geen bezoek meer.",
    "replacement_unclear": "Niet elke rij noemt haar contract; daarom is er niets beëindigd.",
    "withdrawn_before": "Contracten die eerder zijn afgemeld, zijn niet opnieuw geopend.",
    "no_open_signal": "Bij afmeldingen hoorde geen signaal dat nog openstaat.",
}
# What a fault of a row means; the rules of include/expectations carry their own sentence.
SENTENCES = {
    "width_differs": "De rij heeft meer of minder cellen dan de kopregel.",
    "other_corporation": "De rij noemt een andere corporatie.",
    "reference_date_differs": "De peildatum is anders dan in de bestandsnaam.",
    "date_unreadable": "Een datum is niet te lezen.",
    "amount_unreadable": "Een bedrag is niet te lezen.",
    "number_unreadable": "Een getal is niet te lezen.",
    "flag_unreadable": "Er staat iets anders dan J of N.",
    "postcode_unreadable": "De postcode is niet te lezen.",
    "house_number_unreadable": "Het huisnummer is niet te lezen.",
    "phone_unreadable": "Het telefoonnummer is niet te lezen.",
    "email_unreadable": "Het mailadres is niet te lezen.",
    "value_unreadable": "In een cel staat een beschadigd teken.",
    "value_too_long": "Een cel is te lang.",
    "quote_unreadable": "Er staat een aanhalingsteken op een plek waar dat niet kan.",
    "duplicate_conflicting": "Hetzelfde contract staat vaker op de lijst, met andere gegevens.",
    "reason_unknown": "De reden van afmelding kennen we niet.",
    "reason_missing": "De reden van afmelding ontbreekt.",
    "not_a_home": "Geen woning; de wet gaat alleen over woningen.",
    "out_of_area": "Het adres ligt buiten het gebied van het convenant.",
    "objection": "De huurder heeft bezwaar gemaakt tegen het doorgeven.",
    "objection_unclear": "Het is niet duidelijk of de huurder bezwaar maakte.",
    "objection_holds": "De huurder heeft bezwaar gemaakt; dat geldt, ook als de rij een fout heeft.",
    "effort_missing": "Een van de vier wettelijke inspanningen is niet aangetoond.",
    "effort_after_reference_date": "Een wettelijke inspanning is gedateerd na de peildatum.",
}


def reason(code: str) -> str:
    """Return why a delivery is held or refused, as one sentence; the code itself when there is none."""
    clause = REASONS.get(code)
    return f"{clause[0].upper()}{clause[1:]}." if clause else code


def sentence(code: str) -> str:
    """Return what a fault of a row means, in one Dutch sentence; the code itself when there is none."""
    rule = expectations.rules("rows").get(code) or expectations.rules("file").get(code)
    return rule.sentence if rule else SENTENCES.get(code, code)


def notice(code: str) -> str:
    """
    Return what was noticed about a file, in one Dutch sentence; the code itself when there is none.

    Notes
    -----
    The code of a row rule among the notices says that the rule could not run: it says nothing of the rows.
    """
    if code in NOTICES:
        return NOTICES[code]
    if code in expectations.rules("rows"):
        return f"Deze controle kon niet draaien: {sentence(code)}"
    return sentence(code)
