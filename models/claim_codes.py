"""The codes by which a new installation gets its first program manager."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ClaimCode(SQLModel, table=True):
    """A code that was told to the operator, and that nobody has used yet."""

    __tablename__ = "claim_codes"

    code_hash: str = Field(primary_key=True, max_length=64)
    """The code itself is kept nowhere."""
    expires_at: datetime
