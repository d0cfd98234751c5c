"""What somebody is sent about her own pages, where she asked for it there."""

from models.payloads import Message
from views.elements import message, section
from views.texts import bold


def code(digits: str) -> Message:
    """The code for an act that a forwarded link must not do."""
    text = (
        f"Your code is {bold(f'{digits[:4]} {digits[4:]}')}. Type it on your page within 15"
        " minutes. Nobody from Convene will ever ask you for it. If you did not ask for a code,"
        " somebody has the link to your page: use this code to end all links there, or ask a chair"
        " of your group to end them."
    )
    return message(text, [section(text)])


def fresh_link(*, by_mail: bool, ends_others: bool) -> Message:
    """Where a fresh link is. The link itself is made when it is sent, and never kept."""
    where = (
        "It is at the end of this mail."
        if by_mail
        else "Open my Home tab and press “Web” there: links are made when they are needed."
    )
    ended = " Links that somebody passed on to you have ended." if ends_others else ""
    text = (
        f"You asked for a fresh link to your page. {where} Links that Convene sent to you go on"
        f" working.{ended}"
    )
    return message(text, [section(text)])
