"""The ids of buttons, menus, forms and shortcuts about tasks.

The value of a button is the task's id, and after a ``|`` where the button stands: a list's address,
or ``CARD`` for a message that shows this task and nothing else. A bare id comes from messages of
other kinds.
"""

DONE = "task.done"
REOPEN = "task.reopen"
CHANGE_DUE = "task.due"
DUE_SEND = "task.due.send"
REASSIGN = "task.reassign"
REASSIGN_SEND = "task.reassign.send"
TAKE = "task.take"
SHOW = "task.show"
MORE = "task.more"
"""The menu beside a task in a list; its options' values begin with one of the ids above."""
PAGE_OF = "task.page"
NEW = "task.new"
CREATE = "task.create"
FROM_MESSAGE = "task.from_message"

CARD = "card"
