"""Who is present at meetings, and how."""

from handlers.presence import recusing
from handlers.routes import Button, Modal
from services.access import Needs
from views import presence as views

ROUTES = (
    Button(views.RECUSE, recusing.open_recusal, needs=Needs.ANYONE),
    Modal(views.RECUSE_SEND, recusing.save_recusal, needs=Needs.ANYONE),
)
