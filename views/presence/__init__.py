"""What is said about who is present at meetings."""

from views.presence.alternates import (
    alternate_cannot,
    alternate_form,
    alternate_sent,
    comes_after_all,
    in_your_place,
)
from views.presence.answer_words import answer_news
from views.presence.partial_attendance import (
    has_room_and_link,
    part_form,
    part_recorded,
    put_right,
    written_name,
    written_starts,
)
from views.presence.presence_ids import (
    ALTERNATE_SEND,
    PART_SEND,
    RECORDER_AGREE,
    RECORDER_DECLINE,
    RECORDER_SUGGEST,
    RECORDER_SUGGEST_NOBODY,
    RECUSE,
    RECUSE_SEND,
)
from views.presence.recorders import (
    minutes_agreed,
    minutes_declined,
    minutes_named,
    recorder_gone,
    recorder_named,
    recorder_regrets,
    recorder_suggested,
    recorder_turns,
)
from views.presence.recusals import recusal, recusal_button, recusal_saved
