"""Rich text: sections, lists, quotes and code, and the inline pieces inside them."""

from sandbox.rules.shapes import (
    Anything,
    Field,
    Flag,
    Kind,
    Many,
    Object,
    OneOf,
    Typed,
    Whole,
    Words,
)

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
    Kind({name: Field(Flag()) for name in STYLES}),
)
STYLED = {"style": Field(STYLE)}

PIECES: dict[str, Kind] = {
    "text": Kind({**STYLED, "text": Field(Words(min=1), required=True)}),
    "link": Kind(
        {
            **STYLED,
            "url": Field(Words(min=1), required=True),
            "text": Field(Words()),
            "unsafe": Field(Flag()),
        }
    ),
    "user": Kind({**STYLED, "user_id": Field(Words(min=1), required=True)}),
    "channel": Kind({**STYLED, "channel_id": Field(Words(min=1), required=True)}),
    "usergroup": Kind({**STYLED, "usergroup_id": Field(Words(min=1), required=True)}),
    "emoji": Kind(
        {**STYLED, "name": Field(Words(min=1), required=True), "unicode": Field(Words())}
    ),
    "date": Kind(
        {
            **STYLED,
            "timestamp": Field(Whole(0), required=True),
            "format": Field(Words(min=1), required=True),
            "url": Field(Words()),
            "fallback": Field(Words()),
        }
    ),
    "broadcast": Kind(
        {**STYLED, "range": Field(OneOf(("here", "channel", "everyone")), required=True)}
    ),
    "color": Kind({"value": Field(Words(form="#[0-9a-fA-F]{6}"), required=True)}),
}
PIECE = Typed(PIECES)
INLINE = {"elements": Field(Many(PIECE, min=0), required=True)}
BORDER = {"border": Field(Whole(0, 1))}

PARTS: dict[str, Kind] = {
    "rich_text_section": Kind(INLINE),
    "rich_text_preformatted": Kind({**INLINE, **BORDER, "language": Field(Anything())}),
    "rich_text_quote": Kind({**INLINE, **BORDER}),
}
PARTS["rich_text_list"] = Kind(
    {
        **BORDER,
        "style": Field(OneOf(("bullet", "ordered")), required=True),
        "elements": Field(Many(Typed(PARTS, ("rich_text_section",))), required=True),
        "indent": Field(Whole(0, 8)),
        "offset": Field(Whole(0)),
    }
)
RICH_TEXT = Typed(PARTS)
