"""`/story`: impact stories, their permissions, and finding them."""

from handlers.routes import Button, Command, Modal
from handlers.stories.showing_stories import listed, next_page, show
from handlers.stories.writing_stories import (
    discard,
    open_change,
    open_write,
    revoke_name,
    revoke_quote,
    send,
    submit,
    write,
)
from services.access import Needs
from views import stories as views

ROUTES = (
    Command(
        "story",
        write,
        help="Write down what changed for a user or a library: in a form, or with a title at once.",
        needs=Needs.ANYONE,
        example="/story A student kept her seat",
        takes_words=True,
    ),
    Command(
        "story list",
        listed,
        help="See stories that you may read, or find some by words, library, direction or days.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/story list courier since July",
        aliases=("find", "search", "mine"),
    ),
    Button(views.LISTED, listed, needs=Needs.ANYONE),
    Button(views.PAGE_OF, next_page, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.WRITE, open_write, needs=Needs.ANYONE),
    Button(views.EDIT, open_change, needs=Needs.ANYONE),
    Button(views.SUBMIT, submit, needs=Needs.ANYONE),
    Button(views.DISCARD, discard, needs=Needs.ANYONE),
    Button(views.REVOKE_QUOTE, revoke_quote, needs=Needs.ANYONE),
    Button(views.REVOKE_NAME, revoke_name, needs=Needs.ANYONE),
    Modal(views.SEND, send, needs=Needs.ANYONE),
)
