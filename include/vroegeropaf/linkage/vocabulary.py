"""Words in names that tell nothing of a family. Pure data; the macros of the engine read them."""

# Tussenvoegsels, Dutch and what is common beside them; single letters fall away by their length.
PARTICLES = (
    *("aan", "al", "auf", "aus", "bij", "bin", "da", "dal", "das", "de", "degli", "dei", "del", "della"),
    *("den", "der", "des", "di", "do", "dos", "du", "el", "het", "la", "las", "le", "les", "lo", "los"),
    *("op", "over", "te", "ten", "ter", "the", "to", "toe", "tot", "uijt", "uit", "van", "vande"),
    *("vanden", "vander", "vd", "vom", "von", "voor", "zu", "zum", "zur"),
    *("abd", "abu", "ait", "ben", "bint", "ibn", "ould", "oulad"),
)
# Words between the parts of a married name, and titles of descent.
CONNECTORS = ("ev", "geb", "geboren", "gesch", "gescheiden", "wed", "weduwe", "echtgenote")
# No part of anybody's name.
NOBODY = (
    *(
        "bewoner",
        "bewoners",
        "bv",
        "dhr",
        "erven",
        "fam",
        "familie",
        "heer",
        "huurder",
        "mevr",
        "mevrouw",
        "mw",
    ),
    *("nn", "nv", "onbekend", "stichting", "vof"),
)
# First halves of eastern Dutch names: shared by families that have nothing to do with each other.
QUALIFIERS = ("groot", "grote", "klein", "kleine", "lutke", "nieuwe", "oude", "sint", "st")
DIGRAPHS = ("CHR", "TH", "CH", "PH", "SJ", "TJ", "KH", "GH", "IJ")

WORDS = {
    "particles": list(PARTICLES),
    "connectors": list(CONNECTORS),
    "nobody": list(NOBODY),
    "qualifiers": list(QUALIFIERS),
    "digraphs": list(DIGRAPHS),
}
