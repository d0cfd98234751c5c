"""How well each slot of a poll suits, and why, in words: from the answers alone."""

from collections.abc import Collection, Mapping, Sequence

from models.polls import CAN_COME, Attendee, Availability, SlotRank

Answers = Mapping[tuple[int, int], Availability]
"""By the id of the slot and that of the person; nothing for who has not answered."""


def ranked(
    slot_ids: Sequence[int],
    people: Sequence[Attendee],
    answers: Answers,
    outside: Collection[tuple[int, int]] = (),
) -> list[SlotRank]:
    """The slots, of which the soonest comes first in ``slot_ids``, with the best first.

    What counts, in this order: how few required people refuse and how many can come, how many
    libraries are covered, how many people can come, how few of them only if needed and how few
    outside their own working day, and which slot is sooner. ``outside`` has the pairs of slot and
    person where it is not within her working day.
    """
    found = [_rank(slot_id, people, answers, outside) for slot_id in slot_ids]
    return sorted(found, key=_order)


def _order(rank: SlotRank) -> tuple[int, ...]:
    return (
        rank.required_refuse,
        -rank.required_come,
        -rank.libraries_covered,
        -rank.come,
        len(rank.if_needed),
        rank.outside,
    )


def _rank(
    slot_id: int,
    people: Sequence[Attendee],
    answers: Answers,
    outside: Collection[tuple[int, int]],
) -> SlotRank:
    chosen = {each.person_id: answers.get((slot_id, each.person_id)) for each in people}
    come = [each for each in people if chosen[each.person_id] in CAN_COME]
    required = [each for each in people if each.is_required]
    rank = SlotRank(
        slot_id=slot_id,
        yes=_those(chosen, Availability.YES),
        if_needed=_those(chosen, Availability.IF_NEEDED),
        no=_those(chosen, Availability.NO),
        silent=_those(chosen, None),
        required=len(required),
        required_come=sum(each.is_required for each in come),
        required_refuse=sum(chosen[each.person_id] is Availability.NO for each in required),
        libraries=len(_libraries(people)),
        libraries_covered=len(_libraries(come)),
        outside=sum((slot_id, each.person_id) in outside for each in come),
        reason="",
    )
    return _with_reason(rank, len(people))


def _those(
    chosen: Mapping[int, Availability | None], wanted: Availability | None
) -> tuple[int, ...]:
    return tuple(person for person, answer in chosen.items() if answer is wanted)


def _libraries(people: Sequence[Attendee]) -> set[int]:
    return {each.library_id for each in people if each.library_id is not None}


def _with_reason(rank: SlotRank, people: int) -> SlotRank:
    parts = [part for part in (_required(rank), _covered(rank), _heads(rank, people)) if part]
    words = "; ".join(parts)
    return SlotRank(**{**vars(rank), "reason": f"{words[:1].upper()}{words[1:]}"})


def _required(rank: SlotRank) -> str:
    if not rank.required:
        return ""
    noun = "required person" if rank.required == 1 else "required people"
    if rank.required_come == rank.required:
        every = {1: "the", 2: "both"}.get(rank.required, f"all {rank.required}")
        return f"{every} {noun} can come"
    silent = rank.required - rank.required_come - rank.required_refuse
    parts = (
        f"{rank.required_come} of {rank.required} {noun} can come",
        f"{rank.required_refuse} cannot" if rank.required_refuse else "",
        f"{silent} {'has' if silent == 1 else 'have'} not answered" if silent else "",
    )
    return ", ".join(part for part in parts if part)


def _covered(rank: SlotRank) -> str:
    if not rank.libraries:
        return ""
    noun = "library" if rank.libraries == 1 else "libraries"
    return f"{rank.libraries_covered} of {rank.libraries} {noun}"


def _heads(rank: SlotRank, people: int) -> str:
    parts = (
        f"{rank.come} of {people} {'person' if people == 1 else 'people'}",
        f"{len(rank.if_needed)} only if needed" if rank.if_needed else "",
        f"{rank.outside} outside their own working day" if rank.outside else "",
    )
    return ", ".join(part for part in parts if part)
