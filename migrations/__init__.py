"""The revisions of the database, numbered from 0001."""


class StepRefused(Exception):
    """A revision cannot be taken back while certain rows are there; in words for the operator."""
