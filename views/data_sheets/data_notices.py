"""Who hears what of a data call, and when: declared before it opens."""

from datetime import datetime, timedelta

from models import Call, DataCall
from views.calls import declared_rules
from views.texts import in_a_row
from views.times import day_in


def notices(call: Call, settings: DataCall, zone: str, now: datetime) -> str:
    """Who hears on which day while a sheet is not certified; days that have passed are left out."""
    if call.closes_at is None:
        return ""
    single = declared_rules.UNITS[call.unit_kind][0]
    days = [_day(call, ahead, zone) for ahead in call.nudge_days if _moment(call, ahead) > now]
    lines = [
        f"While a {single} has not certified, its data contact hears on {in_a_row(days)}; from the"
        " second time on the second contact, too. Where there is none, the representative does,"
        " then the alternate, then the director."
        if days
        else "Data contacts hear nothing before it closes."
    ]
    if settings.director_days is not None and _moment(call, settings.director_days) > now:
        lines.append(f"Its director hears on {_day(call, settings.director_days, zone)}.")
    if days:
        lines.append(
            f"Whoever certifies before {days[0]} is thanked, once. Nobody hears on a holiday of"
            " their library, and nothing more once it is certified."
        )
    return " ".join(lines)


def changes(settings: DataCall) -> str:
    """From which change on a note is wanted."""
    return (
        f"A number that differs from last year's by more than {settings.change_percent:,}% wants a"
        " note before the sheet is certified."
    )


def _moment(call: Call, ahead: int) -> datetime:
    assert call.closes_at is not None, "it has a closing time"
    return call.closes_at - timedelta(days=ahead)


def _day(call: Call, ahead: int, zone: str) -> str:
    return day_in(zone, _moment(call, ahead))
