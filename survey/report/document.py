"""The report as a document for editing: real headings, real tables with repeated heads, A4.

What is edited is no longer the published report: the code and the SHA-256 belong to the PDF alone, and the document
says so.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey.report.parts import Block, Chapter, Chart, Cover, Paragraph, Points, Report, Row, Table, text

_FONT = "Arial"
#: Where the words of a column stand; figures stand to the right.
_SIDES = {"words": "kiri", "letter": "tengah"}


def report_docx(report: Report) -> bytes:
    """The whole document."""
    made = Document()
    _set_up(made, report)
    _cover(made, report.cover)
    for chapter in report.chapters:
        _chapter(made, chapter)
    _paragraph(made, "Dokumen ini untuk disunting. Yang dapat diperiksa keasliannya hanyalah PDF yang diterbitkan.")
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _set_up(made: Any, report: Report) -> None:
    properties = made.core_properties
    properties.title = _writable(f"{report.cover.title}, {report.cover.subject}")[:255]
    properties.author = _writable(report.cover.unit)
    properties.language = "id-ID"
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2"):
        style = made.styles[name]
        style.font.name, style.font.color.rgb = _FONT, RGBColor(0, 0, 0)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
    _cell_styles(made)
    _size(made.sections[0], wide=False)
    section = made.sections[0]
    section.header.paragraphs[0].text = _writable(f"{report.running_head}\t\t{report.cover.unit}")
    section.footer.paragraphs[0].text = report.locked


def _size(section: Any, *, wide: bool) -> None:
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)


def _cover(made: Any, cover: Cover) -> None:
    for said, size, strong in ((cover.government, 10, False), (cover.unit, 13, True), (cover.address, 10, False)):
        _style_runs(_paragraph(made, said), size, strong)
    if cover.number:
        _paragraph(made, f"Laporan Nomor {cover.number}")
    made.add_heading(_writable(f"{cover.title}, {cover.subject}"), 0)
    _paragraph(made, cover.span)
    index = _paragraph(made, f"Indeks Kepuasan Masyarakat: {text(cover.index)}")
    _style_runs(index, 16, True)
    graded = f"{cover.letter} ({cover.words})" if cover.letter else cover.words
    _paragraph(made, f"Mutu: {graded}" if cover.letter else graded)
    for fact in cover.facts:
        _paragraph(made, f"{fact.label}: {fact.value}")
    made.add_heading("Ringkasan", 2)
    _paragraph(made, cover.summary)
    if cover.lowest.rows:
        _grid(made, cover.lowest)
    for said in ("", cover.dated, cover.signer_position, "", "", cover.signer_name or "(nama)"):
        _paragraph(made, said).paragraph_format.left_indent = Mm(90)
    if cover.signer_id:
        _paragraph(made, f"NIP {cover.signer_id}").paragraph_format.left_indent = Mm(90)
    made.add_page_break()


def _chapter(made: Any, chapter: Chapter) -> None:
    made.add_heading(f"{chapter.number}. {chapter.title}", 1)
    for section in chapter.sections:
        if section.title:
            made.add_heading(f"{section.number} {section.title}".strip(), 2)
        for block in section.blocks:
            _block(made, block)


def _block(made: Any, block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(made, block.text)
    elif isinstance(block, Points):
        for number, item in enumerate(block.items, 1):
            said = _paragraph(made, f"{number}. {item}" if block.numbered else f"• {item}")
            said.paragraph_format.left_indent = Mm(6)
            said.paragraph_format.first_line_indent = Mm(-5)
    elif isinstance(block, Table):
        _table(made, block)
    else:
        assert isinstance(block, Chart)  # its table stands beside it and says the same


def _table(made: Any, table: Table) -> None:
    if table.wide:
        _size(made.add_section(WD_SECTION.NEW_PAGE), wide=True)
    caption = _paragraph(made, table.caption)
    _style_runs(caption, 10.5, True)
    caption.paragraph_format.keep_with_next = True
    _grid(made, table)
    if table.note:
        _style_runs(_paragraph(made, table.note), 8.5, False)
    if table.wide:
        _size(made.add_section(WD_SECTION.NEW_PAGE), wide=False)


def _grid(made: Any, table: Table) -> None:
    grid = made.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    head = grid.rows[0]
    for column, cell, width in zip(grid.columns, head.cells, _widths(made.sections[-1], table), strict=True):
        column.width = cell.width = width
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)
    _fill(head, table, Row(tuple(column.label for column in table.columns), strong=True))
    for row in table.rows:
        _fill(grid.add_row(), table, row)


def _widths(section: Any, table: Table) -> list[int]:
    """Numbers and letters as narrow as they can be read, the rest to the words by their shares."""
    narrow = Mm(13 if table.wide else 21)
    first = Mm(11)  # "No."
    fixed = [0 if c.kind == "words" else first if c.label == "No." else narrow for c in table.columns]
    shares = [max(c.share, 1) if c.kind == "words" else 0 for c in table.columns]
    left = section.page_width - section.left_margin - section.right_margin - sum(fixed)
    return [width or left * share // sum(shares) for width, share in zip(fixed, shares, strict=True)]


def _fill(line: Any, table: Table, row: Row) -> None:
    """Each cell gets a style of paragraph, not a look of its own: that is quick, and changed in one place."""
    for cell, value, column in zip(line._tr.tc_lst, row.values, table.columns, strict=True):
        paragraph = cell.p_lst[0]
        paragraph.get_or_add_pPr().get_or_add_pStyle().val = _cell_style(_SIDES.get(column.kind, "kanan"), row.strong)
        paragraph.add_r().text = _writable(text(value, column.kind))


def _cell_style(side: str, strong: bool) -> str:
    return f"Sel{side}{'tebal' if strong else ''}"


def _cell_styles(made: Any) -> None:
    sides = {"kiri": WD_ALIGN_PARAGRAPH.LEFT, "kanan": WD_ALIGN_PARAGRAPH.RIGHT, "tengah": WD_ALIGN_PARAGRAPH.CENTER}
    for side, where in sides.items():
        for strong in (False, True):
            style = made.styles.add_style(_cell_style(side, strong), WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = made.styles["Normal"]
            style.font.size, style.font.bold = Pt(8.5), strong
            style.paragraph_format.alignment, style.paragraph_format.space_after = where, Pt(2)


def _paragraph(made: Any, said: str) -> Any:
    paragraph = made.add_paragraph(_writable(said))
    paragraph.paragraph_format.space_after = Pt(6)
    return paragraph


def _style_runs(paragraph: Any, size: float, strong: bool) -> None:
    for run in paragraph.runs:
        run.font.size, run.bold = Pt(size), strong


def _writable(said: str) -> str:
    """Without control characters, which XML cannot hold."""
    return "".join(c for c in said if c >= " " or c in "\t\n")
