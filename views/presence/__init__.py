"""What is said about who is present at meetings."""

from views.presence.partial_attendance import (
    part_form,
    part_recorded,
    put_right,
    written_name,
    written_starts,
)
from views.presence.presence_ids import (
    PART_SEND,
    RECUSE,
    RECUSE_SEND,
)
from views.presence.recusals import recusal, recusal_button, recusal_saved
