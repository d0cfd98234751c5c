"""Who is present at meetings, who comes for whom, who takes the minutes, and when groups pause."""

from services.presence.attendance_corrections import (
    AttendanceList,
    attendance_list,
    corrected,
)
from services.presence.partial_attendance import partial_attendance, record_partial_attendance
from services.presence.quorums import needed, quorum
from services.presence.recusals import recusable, recused, set_recused
