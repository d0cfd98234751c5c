"""Who may do what: predicates over a ``Standing``, and guarded fetches through which doors obtain
things to show or change.

Unknown and forbidden give the same answer, so that nobody learns of a private group by trying.
"""

from services.access.agendas import (
    item_to_chair,
    item_to_edit,
    item_to_pull,
    may_add_items,
    may_chair_agenda,
    may_edit_item,
    may_pull,
    merge_to_undo,
)
from services.access.asking import Asker, asker
from services.access.calls import (
    call_to_answer,
    call_to_export,
    call_to_record,
    call_to_run,
    call_to_see,
    draft_to_edit,
    draft_to_open,
    may_draft_calls,
    may_name_who_answered,
    may_read_private_comments,
    may_record_answers,
    may_run_call,
    may_see_answers,
    may_see_count,
    unit_to_answer,
    unit_to_record,
    visible_calls,
)
from services.access.candidates import candidate_to_take
from services.access.commitments import (
    commitment_to_change,
    commitment_to_declare,
    commitment_to_see,
    commitments_to_export,
    may_change_commitments,
    may_declare_saving,
    visible_commitments,
)
from services.access.data_sheets import (
    data_call_to_follow,
    data_call_to_see,
    data_draft_to_edit,
    field_to_edit,
    sheet_to_fill,
    sheet_to_reopen,
    sheet_to_see,
)
from services.access.decisions import (
    decision_to_edit,
    decision_to_see,
    may_settle,
    may_take_back,
    question_to_edit,
    question_to_see,
)
from services.access.deliverables import deliverable_to_edit
from services.access.deliveries import (
    lane_to_mend,
    may_mark_addresses,
    may_see_deliveries,
    menders,
)
from services.access.groups import (
    check_may_hand_over,
    group_to_discharge,
    group_to_edit,
    group_to_join_or_leave,
    group_to_see,
    group_to_volunteer_for,
    group_to_work_in,
    may_discharge,
    may_edit_group,
    may_follow_meetings,
    may_join,
    may_know_of,
    may_lead,
    may_leave,
    may_pass_on,
    may_see_group,
    may_start_groups,
    may_volunteer_for,
    may_work_in,
    refuse_discharged,
    visible_groups,
    workable_groups,
    works_privately_in,
)
from services.access.history import check_history_of, visible_history
from services.access.meetings import (
    may_answer,
    may_edit_meeting,
    may_schedule,
    meeting_to_answer,
    meeting_to_edit,
    meeting_to_see,
)
from services.access.minutes import (
    correction_to_settle,
    line_to_edit,
    line_to_undo,
    may_read_minutes,
    may_run_minutes,
    may_settle_minutes,
    may_write_minutes,
    meeting_to_correct,
    meeting_to_run,
    meeting_to_settle,
    meeting_to_write_in,
    minutes_to_see,
    readable_minutes,
)
from services.access.obligations import (
    draft_contacts_to_see,
    may_edit_obligation,
    may_keep_for_consortium,
    obligation_to_edit,
    obligation_to_see,
    visible_obligations,
)
from services.access.organizations import (
    library_to_balance,
    library_to_confirm,
    library_to_read,
    library_with_record,
    may_confirm,
    may_edit_organizations,
    may_see_library_facts,
    may_see_library_record,
    may_see_library_work,
    organization_to_edit,
    organization_to_see,
    organizations_to_merge,
)
from services.access.participation import (
    directed_library,
    may_ask_about,
    may_ask_about_everybody,
    may_ask_for_reports,
    reported_groups,
)
from services.access.polls import (
    may_answer_poll,
    may_open_polls,
    may_run_poll,
    may_see_poll_answers,
    may_see_turn,
    poll_answers_to_see,
    poll_to_answer,
    poll_to_change,
    poll_to_run,
    poll_to_see,
    visible_polls,
)
from services.access.presence import item_to_recuse, pause_to_end
from services.access.proposals import (
    may_decide_proposals,
    may_propose,
    proposal_to_decide,
    proposal_to_see,
    proposal_to_withdraw,
    visible_proposals,
)
from services.access.public_records import group_to_publish
from services.access.representatives import (
    answerable_libraries,
    appointable_library_of,
    library_to_appoint_for,
    may_add_topics,
    may_answer_for,
    may_appoint_for,
    representation_to_end,
    topic_to_change,
)
from services.access.seats import may_exceed_limits, seat_to_edit, seat_to_see, term_to_edit
from services.access.standing import (
    CHAIR_ROLES,
    Needs,
    Standing,
    chaired_groups,
    may_run,
    may_see_consortium,
    may_work_everywhere,
    own_groups,
    program_managers,
    reads_own_groups_alone,
    role_in,
    serves_until,
    standing,
    standing_of,
    standings,
)
from services.access.stories import (
    is_open_to_others,
    is_quotable,
    may_edit_story,
    may_see_names,
    may_see_permissions,
    may_see_story_group,
    nameable_stories,
    story_to_edit,
    story_to_revoke,
    story_to_see,
    visible_stories,
)
from services.access.tasks import (
    may_add_tasks,
    may_edit_task,
    may_finish_task,
    may_see_task,
    task_holder,
    task_line,
    task_to_edit,
    task_to_finish,
    task_to_see,
)
from services.access.value_statements import (
    check_draft,
    may_draft,
    may_draft_all,
    may_draft_any,
    may_see_statement,
    scope_of,
    statement_to_edit,
    statement_to_see,
    statement_with_rows,
    statements_to_read,
    statements_to_write,
)
