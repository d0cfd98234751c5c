"""The ids of buttons and forms about who is present."""

PART_SEND = "meeting.part.send"
RECUSE = "presence.recuse"
RECUSE_SEND = "presence.recuse.send"
