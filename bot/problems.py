"""What keeps the product from starting, or from what it was told, in words for the operator."""


class CannotStart(Exception):
    """Something outside the product must be mended first. The message says what, and how."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BackupRefused(Exception):
    """A backup, a restore or a copy was not made. The message says why, and what to do."""
