"""How a case may end: the national list of sixteen end results, and the pilot's outcomes beside it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EndResult:
    """
    One national end result.

    Parameters
    ----------
    code
        Stored in core.outcome.end_result.
    label
        The value of the national exchange model, word for word.
    needs_contact
        Whether it can only follow from having spoken to the resident.
    """

    code: str
    label: str
    needs_contact: bool


# Source: VNG DDAS vroegsignalering, exchange model v1.2, EnumEindresultaat. Which need contact is our choice.
_ALL = (
    EndResult("advies", "(Budget)advies en/of quick fix", True),
    EndResult("geen_contact", "Definitief geen contact kunnen krijgen", False),
    EndResult("geen_reactie_na_contact", "Geen reactie na eerder contact", False),
    EndResult("bekend_bij_schuldhulp", "Inwoner al bekend bij schuldhulpverlening", False),
    EndResult("ander_traject", "Inwoner heeft al een ander lopend traject", False),
    EndResult("zelf_betaald_of_regeling", "Inwoner heeft zelf al betaald/betalingsregeling getroffen", True),
    EndResult("overleden", "Inwoner is overleden", False),
    EndResult("regelt_het_zelf", "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering", True),
    EndResult("niet_opgepakt_andere_reden", "Niet opgepakt: andere reden", False),
    EndResult("niet_opgepakt_herhaald", "Niet opgepakt: herhaalde melding", False),
    EndResult("niet_opgepakt_onterecht", "Niet opgepakt: onterecht signaal", False),
    EndResult("geen_inwoner", "Persoon is geen inwoner (meer) in de gemeente", False),
    EndResult("vervolghulp", "Vervolghulp en/of verwijzing", True),
    EndResult("vervolghulp_financieel", "Vervolghulp en/of verwijzing financieel", True),
    EndResult("vervolghulp_niet_financieel", "Vervolghulp en/of verwijzing niet financieel", True),
    EndResult("verwijzing_zonder_inwoner", "Verwijzing zonder tussenkomst inwoner", False),
)
END_RESULTS = {result.code: result for result in _ALL}
NO_CONTACT = "geen_contact"
NO_RESIDENT = "geen_inwoner"

# The pilot of 2015 counted these; kept beside the national list so that its figures can be compared.
PILOT_OUTCOMES = {
    "betaald": "Betaald",
    "regeling": "Betalingsregeling",
    "andere_afspraak": "Andere afspraak",
    "schuldhulp": "Aangemeld voor schuldhulp",
    "geen": "Geen van deze",
}
NO_PILOT_OUTCOME = "geen"

ATTEMPT_KINDS = {
    "huisbezoek": "Huisbezoek",
    "kaartje": "Kaartje",
    "brief": "Brief",
    "telefoon": "Telefoon",
    "sms_whatsapp": "SMS/Whatsapp",
    "mail": "Mail",
    "afspraak_op_locatie": "Afspraak op locatie",
    "administratief": "Administratief",
}
DAY_PARTS = ("ochtend", "middag", "avond")
