"""Rich text: sections, lists, quotes and code, and the inline pieces inside them."""

from sandbox.rules.schemas import Field, Object, Schema, TypedObject
from sandbox.rules.shapes import Anything, Flag, Many, OneOf, String, Whole

STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "unlink",
    "client_highlight",
)
STYLE = Object(
    "style",
    Schema({name: Field(Flag()) for name in STYLES}),
)
STYLED = {"style": Field(STYLE)}

PIECES: dict[str, Schema] = {
    "text": Schema({**STYLED, "text": Field(String(min=1), required=True)}),
    "link": Schema(
        {
            **STYLED,
            "url": Field(String(min=1), required=True),
            "text": Field(String()),
            "unsafe": Field(Flag()),
        }
    ),
    "user": Schema({**STYLED, "user_id": Field(String(min=1), required=True)}),
    "channel": Schema({**STYLED, "channel_id": Field(String(min=1), required=True)}),
    "usergroup": Schema({**STYLED, "usergroup_id": Field(String(min=1), required=True)}),
    "emoji": Schema(
        {**STYLED, "name": Field(String(min=1), required=True), "unicode": Field(String())}
    ),
    "date": Schema(
        {
            **STYLED,
            "timestamp": Field(Whole(0), required=True),
            "format": Field(String(min=1), required=True),
            "url": Field(String()),
            "fallback": Field(String()),
        }
    ),
    "broadcast": Schema(
        {**STYLED, "range": Field(OneOf(("here", "channel", "everyone")), required=True)}
    ),
    "color": Schema({"value": Field(String(form="#[0-9a-fA-F]{6}"), required=True)}),
}
PIECE = TypedObject(PIECES)
INLINE = {"elements": Field(Many(PIECE, min=0), required=True)}
BORDER = {"border": Field(Whole(0, 1))}

PARTS: dict[str, Schema] = {
    "rich_text_section": Schema(INLINE),
    "rich_text_preformatted": Schema({**INLINE, **BORDER, "language": Field(Anything())}),
    "rich_text_quote": Schema({**INLINE, **BORDER}),
}
PARTS["rich_text_list"] = Schema(
    {
        **BORDER,
        "style": Field(OneOf(("bullet", "ordered")), required=True),
        "elements": Field(Many(TypedObject(PARTS, ("rich_text_section",))), required=True),
        "indent": Field(Whole(0, 8)),
        "offset": Field(Whole(0)),
    }
)
RICH_TEXT = TypedObject(PARTS)
