"""The ids of buttons, menus, forms and shortcuts about tasks.

A button carries a ``views.values.TaskButton``: a bare id in messages of other kinds.
"""

DONE = "task.done"
REOPEN = "task.reopen"
CHANGE_DUE = "task.due"
DUE_SEND = "task.due.send"
REASSIGN = "task.reassign"
REASSIGN_SEND = "task.reassign.send"
TAKE = "task.take"
SHOW = "task.show"
PAGE_OF = "task.page"
NEW = "task.new"
CREATE = "task.create"
FROM_MESSAGE = "task.from_message"
