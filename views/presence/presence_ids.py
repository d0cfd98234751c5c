"""The ids of buttons and forms about who is present."""

PART_SEND = "meeting.part.send"
RECORDER_AGREE = "recorder.agree"
RECORDER_DECLINE = "recorder.decline"
RECORDER_SUGGEST = "recorder.suggest"
RECORDER_SUGGEST_NOBODY = "recorder.suggest_nobody"
RECUSE = "presence.recuse"
RECUSE_SEND = "presence.recuse.send"
