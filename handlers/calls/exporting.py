"""The file with what the units of a call answered."""

from handlers.once import making
from handlers.routes import Answer, Ask, Button, Reply
from models.messages import CALL_FILE, Key, Recipient
from models.subjects import Subject
from services import access, calls, outbox
from services.access import Needs
from views import calls as views


def send_file(ask: Ask) -> Answer:
    """The file goes to the asker alone, by direct message, as it is at this moment."""
    with making(ask) as made:
        session = made.session
        call, _group = access.call_to_export(session, ask.number(), by=ask.who)
        is_new = outbox.send_file(
            session,
            content=calls.to_csv(session, call, ask.who),
            filename=f"call-{call.id}.csv",
            text=views.beside_file(call),
            to=Recipient.person(ask.person),
            key=Key(
                CALL_FILE,
                Subject.of(call),
                f"{ask.now:%Y%m%dT%H%M%S}",
                Subject.of(ask.person),
            ),
            now=ask.now,
        )
        return made.keep(Reply(views.on_its_way(is_new=is_new)))


ROUTES = (Button(views.EXPORT, send_file, needs=Needs.CHAIR, each_press=True),)
