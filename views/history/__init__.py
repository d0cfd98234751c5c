"""What is said of the history: who changed what and when, before and after."""

from views.history.lists import PAGE_OF, UNDO, UNDO_HERE, listed, undone, with_undo
