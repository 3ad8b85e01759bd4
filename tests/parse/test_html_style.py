import pytest

from ipr_extract.model import Alignment
from ipr_extract.parse.html_style import PLAIN, Style, parse_style


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("", PLAIN),
        ("color: red; margin-top: 0px", PLAIN),
        ("text-align: center", Style(alignment=Alignment.CENTER)),
        ("TEXT-ALIGN:JUSTIFY", Style(alignment=Alignment.LEFT)),
        ("color:red;text-align : right !important", Style(alignment=Alignment.RIGHT)),
        ("font: bold 12px sans-serif", PLAIN),
        ("display:none", Style(hidden=True)),
        ("visibility: hidden", Style(hidden=True)),
        ("display: inline !important", Style(block=False)),
        ("display: block", Style(block=True)),
        ("white-space: pre-wrap", Style(preformatted=True)),
        ("white-space: normal", Style(preformatted=False)),
        ("list-style: none", Style(numbering="none")),
        ("text-align:left;text-align:right", Style(alignment=Alignment.RIGHT)),
    ],
)
def test_what_a_style_declares(text: str, style: Style) -> None:
    assert parse_style(text) == style
