"""What somebody is sent about her own pages, where she asked for it there."""

from models.payloads import Message
from views.elements import message, section
from views.texts import bold, joined


def code(digits: str) -> Message:
    """The code for an act that a forwarded link must not do."""
    text = (
        f"Your code is {bold(f'{digits[:4]} {digits[4:]}')}. Type it on your page within 15"
        " minutes. Nobody from Convene will ever ask you for it. If you did not ask for a code,"
        " somebody has the link to your page: use this code to end all links there, or ask a chair"
        " of your group to end them."
    )
    return message(text, [section(text)])


def fresh_link(*, by_mail: bool, has_others: bool, ends_passed_on: bool) -> Message:
    """Where a fresh link is, and whether others that Convene sent work, too. The link itself is
    made when it is sent, and never kept.
    """
    where = (
        "It is at the end of this mail."
        if by_mail
        else "Open my Home tab and press “Web” there: links are made when they are needed."
    )
    others = (
        "Links that Convene sent to you and that have not ended go on working."
        if has_others
        else "No link that was sent to you before opens your page any more."
    )
    ended = "Links that somebody passed on to you have ended." if ends_passed_on else ""
    text = joined([f"You asked for a fresh link to your page. {where} {others}", ended], " ")
    return message(text, [section(text)])
