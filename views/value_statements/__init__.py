"""Value statements and annual reports: as messages, forms, text for files, and words for pages."""

from views.value_statements.ids import (
    CORRECT,
    DRAFT,
    EDIT,
    FILES,
    LIST,
    NEW,
    PUBLISH,
    ROWS,
    SAVE_CORRECTION,
    SHOW,
    WRITE,
)
from views.value_statements.statement_charts import charts_of
from views.value_statements.statement_forms import correction, new, words
from views.value_statements.statement_html import to_html
from views.value_statements.statement_messages import (
    beside_files,
    beside_rows,
    listed,
    on_its_way,
    published,
    published_for_asker,
    shown,
)
from views.value_statements.statement_words import (
    UNPUBLISHED_NOTE,
    WRITTEN,
    amount,
    change_words,
    definitions_in,
    direction_lines,
    figures_by_direction,
    figures_by_part,
    file_name,
    lists_of,
    paragraphs,
    period_words,
    questions,
    state_words,
    stories_of,
    summary,
)
