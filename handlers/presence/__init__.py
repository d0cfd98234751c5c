"""Who is present at meetings, and how."""

from handlers.presence import recorders, recusing
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import presence as views

ROUTES = (
    Command(
        "meet recorder",
        recorders.recorder,
        help="See who took the minutes this year, or name who takes them at the next meeting.",
        needs=Needs.CHAIR,
        example="/meet recorder Ben",
        aliases=("notetaker", "scribe"),
    ),
    Button(views.RECORDER_AGREE, recorders.agree, needs=Needs.ANYONE),
    Button(views.RECORDER_DECLINE, recorders.decline, needs=Needs.ANYONE),
    Button(views.RECORDER_SUGGEST, recorders.suggest, needs=Needs.CHAIR),
    Button(views.RECORDER_SUGGEST_NOBODY, recorders.suggest_nobody, needs=Needs.CHAIR),
    Button(views.RECUSE, recusing.open_recusal, needs=Needs.ANYONE),
    Modal(views.RECUSE_SEND, recusing.save_recusal, needs=Needs.ANYONE),
)
