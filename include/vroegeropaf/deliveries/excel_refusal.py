"""Why a workbook is refused."""


class ExcelRefusal(Exception):
    """
    The workbook is refused.

    Parameters
    ----------
    code
        ``not_excel``, ``excel_encrypted``, ``excel_too_large``, ``excel_unreadable`` or ``sheet_missing``;
        never anything of the file.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
