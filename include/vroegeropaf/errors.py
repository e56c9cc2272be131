"""The errors of the product: a stable code, a sentence that says what to do, never personal data."""


class VroegEropafError(Exception):
    """
    A fault that people must act on.

    Parameters
    ----------
    code
        Stable snake_case code; the README says what to do for each.
    message
        One sentence with ids and counts only.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class ConfigurationError(VroegEropafError):
    """The configuration directory or an environment variable is wrong."""


class PermanentError(VroegEropafError):
    """Trying again does not help (wrong key, refused address): fail at once."""


class TransientError(VroegEropafError):
    """Trying again later may help (line down, server busy)."""


class OutOfTimeError(TransientError):
    """It took longer than others should wait for: not again in this run, a later one goes on."""
