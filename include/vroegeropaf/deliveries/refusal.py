"""The one way in which a gate says no to a whole file."""


class GateRefusal(Exception):
    """
    The whole file is refused.

    Parameters
    ----------
    code
        Stable reason of the delivery.
    must_purge
        True when even keeping the bytes is not allowed.
    """

    def __init__(self, code: str, must_purge: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.must_purge = must_purge
