"""The file with what the units of a call answered."""

from sqlmodel import Session

from handlers.once import making
from handlers.routes import Answer, Ask, Button, Reply
from models import Call, CallKind
from models.messages import CALL_FILE, Key, Recipient
from models.subjects import Subject
from services import access, calls, data_sheets, outbox
from services.access import Needs
from views import calls as views

CSV = "csv"


def send_file(ask: Ask) -> Answer:
    """The file goes to the asker alone, by direct message, as it is at this moment."""
    with making(ask) as made:
        session = made.session
        call, _group = access.call_to_export(session, ask.number(), by=ask.who)
        is_new = [
            outbox.send_file(
                session,
                content=content,
                filename=f"call-{call.id}.{ending}",
                text=views.beside_file(call),
                to=Recipient.person(ask.person),
                key=Key(
                    CALL_FILE,
                    Subject.of(call),
                    f"{ask.now:%Y%m%dT%H%M%S}{'' if ending == CSV else ending}",
                    Subject.of(ask.person),
                ),
                now=ask.now,
            )
            for ending, content in _files(session, call, ask)
        ]
        return made.keep(Reply(views.on_its_way(is_new=any(is_new))))


def _files(session: Session, call: Call, ask: Ask) -> list[tuple[str, bytes]]:
    """What goes out, by its ending: of a data call a workbook, too."""
    if call.kind is CallKind.DATA:
        rows = data_sheets.sheets_to_csv(session, call, ask.who)
        return [(CSV, rows), ("xlsx", data_sheets.sheets_to_xlsx(session, call, ask.who))]
    return [(CSV, calls.to_csv(session, call, ask.who))]


ROUTES = (Button(views.EXPORT, send_file, needs=Needs.CHAIR, each_press=True),)
