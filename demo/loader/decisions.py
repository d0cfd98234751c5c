"""What each group decided, once long ago and once since its last digest,
and a question that is open.
"""

from datetime import timedelta

from demo.groups import GROUPS
from demo.loader.world import WEEK, World
from demo.year.decisions import DECISIONS
from services import decisions

LONG_AGO = 5 * WEEK
OPEN_SINCE = timedelta(days=9)


def tell(world: World) -> None:
    """Write it all down as the chairs would."""
    by_key = {told.key: told for told in GROUPS}
    for one in DECISIONS:
        told = by_key[one.group]
        group, chair = world.groups[told.key], world.chair(told)
        since = world.news_since(told)
        lately = since + (world.now - since) / 2
        for wording, at in ((one.long_ago, world.now - LONG_AGO), (one.lately, lately)):
            decisions.write_down(world.session, group, decided=[wording], by=chair, now=at)
        decisions.write_down(
            world.session, group, asked=[one.open], by=chair, now=world.now - OPEN_SINCE
        )
