"""Value statements: figures of a library, a group or the consortium for a period, with the rows
from which anybody can count them again.
"""

from services.value_statements.fact_rows import fact_rows
from services.value_statements.forgotten_people import count_naming, forget_in_rows
from services.value_statements.publishing import (
    archive_of,
    changes,
    content_of,
    correct,
    latest,
    publish,
    recomputed,
    versions,
)
from services.value_statements.reckoning import definitions_of, figures, recount
from services.value_statements.row_files import (
    ROW_FILES,
    StatementFiles,
    files_of,
    read_files,
)
from services.value_statements.statement_drafts import (
    content_now,
    draft,
    find,
    gaps,
    texts_of,
    write,
)
from services.value_statements.statement_lines import (
    kinds_to_write,
    read_scope,
    read_statement_period,
    scope_for,
    writable,
)
from services.value_statements.statement_lists import listed, page_of
from services.value_statements.statement_news import tell_published
