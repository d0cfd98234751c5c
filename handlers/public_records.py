"""`/wg record`: the record of a group for the public, as files."""

from handlers import grammar
from handlers.once import making
from handlers.routes import Answer, Ask, Command, GroupNeeded, Reply
from models.messages import PUBLIC_RECORD, Key, Recipient
from models.subjects import Subject
from services import access, archives, outbox, public_records
from services.access import Needs
from services.dates import Period
from views import public_records as views


def send_record(ask: Ask) -> Answer:
    """The archive goes to the asker alone, by direct message, as it is at this moment."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with making(ask) as made:
        session = made.session
        here = ask.group
        if line.channel_ids:
            here, _text = grammar.group_of(session, ask, line)
        group, period = public_records.read_line(
            session, line.text, who=ask.who, here=here, today=ask.today
        )
        if group is None:
            raise GroupNeeded
        group = access.group_to_publish(session, group.id, by=ask.who)
        files = public_records.record_of_group(session, group, period, now=ask.now)
        outbox.send_file(
            session,
            content=archives.zipped((file.name, file.content) for file in files),
            filename=f"record-{period.first}-{period.last}.zip",
            text=views.beside_record(group, period.title),
            to=Recipient.person(ask.person),
            key=Key(
                PUBLIC_RECORD, Subject.of(group), _occurrence(ask, period), Subject.of(ask.person)
            ),
            now=ask.now,
        )
        return made.keep(Reply(views.on_its_way(group, period.title)))


def _occurrence(ask: Ask, period: Period) -> str:
    return f"{ask.now:%Y%m%dT%H%M%S}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"


ROUTES = (
    Command(
        "wg record",
        send_record,
        help="Get agendas, notices, attendance, votes, minutes and decisions of a group as files.",
        needs=Needs.CHAIR,
        example="/wg record Metadata July 2025 to June 2026",
        aliases=("records",),
    ),
)
