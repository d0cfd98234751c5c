"""`/library representatives` and `/library appoint`: who speaks for libraries."""

from handlers.representatives import changing, lists, topics, typed_appointments
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import representatives as views

ROUTES = (
    Command(
        "library representatives",
        lists.listed,
        help="See who speaks for each library in a group or on a topic, and where nobody does.",
        needs=Needs.LIBRARIAN,
        only_reads=True,
        example="/library representatives E-resources",
        aliases=("reps", "rep", "representative", "alternates"),
    ),
    Command(
        "library appoint",
        typed_appointments.appoint,
        help="Say who speaks for a library, as representative or alternate.",
        needs=Needs.DIRECTOR,
        example="/library appoint @ana representative E-resources",
    ),
    Button(views.OF_LIBRARY, lists.of_library, needs=Needs.LIBRARIAN),
    Button(views.OF_SUBJECT, lists.of_subject, needs=Needs.LIBRARIAN),
    Button(views.SUBJECTS, lists.next_subjects, needs=Needs.LIBRARIAN),
    Button(views.APPOINT, changing.open_appoint, needs=Needs.DIRECTOR),
    Modal(views.APPOINT_SEND, changing.appoint, needs=Needs.DIRECTOR),
    Button(views.END, changing.open_end, needs=Needs.DIRECTOR),
    Modal(views.END_SEND, changing.end, needs=Needs.DIRECTOR),
    Button(views.TOPIC_RENAME, topics.open_rename, needs=Needs.PROGRAM_MANAGER),
    Modal(views.TOPIC_RENAME_SEND, topics.rename, needs=Needs.PROGRAM_MANAGER),
    Button(views.TOPIC_CLOSE, topics.open_close, needs=Needs.PROGRAM_MANAGER),
    Modal(views.TOPIC_CLOSE_SEND, topics.close, needs=Needs.PROGRAM_MANAGER),
)
