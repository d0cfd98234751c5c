"""The shapes of what Slack shows, as it takes them: elements in blocks in messages and views."""

from typing import Any

Element = dict[str, Any]
"""A button, a menu, a field to type in, or an object within one."""
Block = dict[str, Any]
Message = dict[str, Any]
View = dict[str, Any]
"""A form, a page to read, or the home tab."""
