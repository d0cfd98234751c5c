"""Messages as letters: the words of Slack's blocks in plain text and in simple HTML."""

from views.letters.layout import letter, own_test
from views.letters.subject_lines import subject_line
