"""An identifier in every place of a file that a reader of cells does not see, or hardly."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.ingest.hostile.archives import SHEET, edited, with_part
from tests.ingest.hostile.case import REFUSE, Case
from tests.workbooks import shared_row, shared_workbook, write_workbook

POSTCODE, NHS, MAIL = "E17 9QQ", "943 476 5919", "head@school.example.org"


def _hidden_sheet(folder: Path, state: bytes) -> Path:
    rows = {3: [shared_row(3)], 99: [{"Notes": POSTCODE, "": "", "x": ""}]}
    write_workbook(folder / "a.xlsx", rows, {99: "Notes"})
    import zipfile

    with zipfile.ZipFile(folder / "a.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b'name="Notes"', b'name="Notes" state="%s"' % state
    )
    from tests.ingest.hostile.archives import write

    return write(folder / "a.xlsx", parts)


def _named(folder: Path, name: str) -> Path:
    return shared_workbook(folder / name)


def cases() -> Iterator[Case]:
    end = b"</worksheet>"
    for what, (name, old, new) in {
        "a page header": (
            SHEET,
            end,
            (
                b"<headerFooter><oddHeader>&amp;L&amp;12 %s"
                b"</oddHeader></headerFooter></worksheet>"
            ),
        ),
        "a page footer": (
            SHEET,
            end,
            b"<headerFooter><evenFooter>%s</evenFooter></headerFooter></worksheet>",
        ),
        "a data validation": (
            SHEET,
            end,
            (
                b'<dataValidations><dataValidation prompt="%s"/>'
                b"</dataValidations></worksheet>"
            ),
        ),
        "a comment of the XML": (SHEET, end, b"<!-- %s --></worksheet>"),
        "a processing instruction": (SHEET, end, b"<?note %s?></worksheet>"),
        "an unknown attribute of a cell": (SHEET, b'<c r="A1"', b'<c note="%s" r="A1"'),
        "an unknown attribute of a row": (SHEET, b'<row r="1"', b'<row n="%s" r="1"'),
        "a formula": (
            SHEET,
            b"</sheetData>",
            b'<row r="90"><c r="ZZ90"><f>"%s"</f><v>1</v></c></row></sheetData>',
        ),
        "a list of scenarios": (
            SHEET,
            end,
            b'<scenarios><scenario comment="%s"/></scenarios></worksheet>',
        ),
        "a CDATA section": (SHEET, end, b"<extLst><![CDATA[%s]]></extLst></worksheet>"),
        "a defined name": (
            "xl/workbook.xml",
            b"</workbook>",
            (
                b"<definedNames><definedName "
                b'name="x">"%s"</definedName></definedNames></workbook>'
            ),
        ),
        "the comment of a defined name": (
            "xl/workbook.xml",
            b"</workbook>",
            (
                b'<definedNames><definedName name="x" comment="%s"/>'
                b"</definedNames></workbook>"
            ),
        ),
        "an orphan string": (
            "xl/sharedStrings.xml",
            b"</sst>",
            b"<si><t>%s</t></si></sst>",
        ),
        "a phonetic reading": (
            "xl/sharedStrings.xml",
            b"</sst>",
            b"<si><t>x</t><rPh><t>%s</t></rPh></si></sst>",
        ),
        "the title of the document": (
            "docProps/core.xml",
            b"</cp:coreProperties>",
            b"<dc:title>%s</dc:title></cp:coreProperties>",
        ),
        "its keywords": (
            "docProps/core.xml",
            b"</cp:coreProperties>",
            b"<cp:keywords>%s</cp:keywords></cp:coreProperties>",
        ),
        "its company": (
            "docProps/app.xml",
            b"</Properties>",
            b"<Company>%s</Company></Properties>",
        ),
        "a number format": (
            "xl/styles.xml",
            b"</styleSheet>",
            b'<numFmt formatCode="%s"/></styleSheet>',
        ),
    }.items():
        for kind, value in {
            "postcode": POSTCODE,
            "NHS number": NHS,
            "address": MAIL,
        }.items():
            make = partial(edited, name=name, old=old, new=new % value.encode())
            yield Case(f"a {kind} in {what} of a workbook", REFUSE, make)
    for name, content in {
        "docProps/custom.xml": f"<Properties><p>{NHS}</p></Properties>",
        "xl/drawings/drawing1.xml": f"<a:t>{POSTCODE}</a:t>",
        "xl/tables/table1.xml": f'<table displayName="{MAIL}"/>',
        "xl/charts/chart1.xml": f"<c:v>{NHS}</c:v>",
        "xl/persons/person.xml": f'<person displayName="{MAIL}"/>',
        "docMetadata/LabelInfo.xml": f'<label id="{NHS}"/>',
        "xl/printerSettings/printerSettings1.bin": MAIL,
        f"xl/{NHS}.xml": "<a/>",
    }.items():
        make = partial(with_part, name=name, content=content.encode())
        yield Case(f"an identifier in the part {name[:28]}", REFUSE, make)
    split = b"<si><r><t>943 476</t></r><r><rPr><b/></rPr><t> 5919</t></r></si></sst>"
    yield Case(
        "a number in two runs of one orphan string",
        REFUSE,
        partial(edited, name="xl/sharedStrings.xml", old=b"</sst>", new=split),
    )
    for state in (b"hidden", b"veryHidden"):
        yield Case(
            f"a postcode on a {state.decode()} sheet",
            REFUSE,
            partial(_hidden_sheet, state=state),
        )
    for name in (
        f"{NHS}.xlsx",
        f"{POSTCODE}.xlsx",
        "head@school.example.org.xlsx",
        "07700 900123.xlsx",
    ):
        yield Case(
            f"a file named {name.split('.')[-1]} after an identifier, {name[:3]}",
            REFUSE,
            partial(_named, name=name),
        )
