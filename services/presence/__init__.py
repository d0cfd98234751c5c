"""Who is present at meetings, who comes for whom, who takes the minutes, and when groups pause."""

from services.presence.alternate_notices import tell_ended, tell_of_alternate
from services.presence.alternates import (
    alternate_ids,
    alternate_of,
    alternates,
    alternates_offered,
    end_alternate,
    is_alternate,
    refuse_nobody,
    send_alternate,
    sent_to,
    sent_to_which,
)
from services.presence.attendance_corrections import (
    AttendanceList,
    attendance_list,
    corrected,
)
from services.presence.partial_attendance import partial_attendance, record_partial_attendance
from services.presence.quorums import needed, quorum
from services.presence.recorder_credits import credit_recorder
from services.presence.recorder_notices import tell_regrets
from services.presence.recorders import (
    agree,
    asked_from,
    decline,
    fiscal_year_begins,
    free_gone,
    is_any_due,
    name_recorder,
    recorder_name,
    recorder_of,
    set_suggesting,
    suggest_due,
    turns_taken,
)
from services.presence.recusals import recusable, recused, set_recused
