"""What somebody who is gone has left, shown to whoever may hand it on."""

from handlers import departures
from models import Person
from models.database import unit_of_work
from tests.factories import Cast, group
from tests.handlers.asks import pressed, refused, text_of
from tests.happenings import task


def test_each_sees_what_waits_for_her(people: Cast) -> None:
    with unit_of_work() as session:
        hush = group(session, "Hush", chair=people.cleo, channel_id="CHUSH", private=True)
        for where, title in ((people.metadata, "Compare the drafts"), (hush, "Hidden draft")):
            task(session, people.ben, group_id=where.id, title=title)
    nothing = "Nothing is left there that waits for you any more."
    assert refused(departures.show_left, pressed(people.ann, people.ben.id)) == (nothing, None)
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
    shown = {
        who.name: text_of(departures.show_left(pressed(who, people.ben.id)))
        for who in (people.ann, people.cleo, people.dag)
    }
    assert shown == {
        "Ann Abara": "Ben Brook has left Slack. Metadata: 1 open task.",
        "Cleo Costa": "Ben Brook has left Slack. Hush: 1 open task.",
        "Dag Dahl": "Ben Brook has left Slack. Hush: 1 open task; Metadata: 1 open task.",
    }
    for who, person_id in ((people.pia, people.ben.id), (people.dag, 99999)):
        assert refused(departures.show_left, pressed(who, person_id)) == (nothing, None)
