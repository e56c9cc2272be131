"""The steward's answers to a held delivery: code and Dutch button. Loaded at parse, so it imports nothing."""

LABELS = {
    "good_rows_only": "Alleen de goede rijen laden",
    "accept_all": "Alle bruikbare rijen laden",
    "refuse": "Bestand afkeuren",
}
# What is taken when the term of a question passes without an answer.
WITHOUT_ANSWER = LABELS["good_rows_only"]
