"""The CIN census: records with their keys, nothing lost, and no hostile file read."""

import gzip
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.census import (
    ASIDE,
    MODULES,
    CensusFile,
    ModuleCount,
    read_cin_census,
    rewrite_cin_census,
    scan,
)
from ingest.census.modules import HEADER_ELEMENTS
from ingest.errors import UnreadableFile
from ingest.limits import limits
from tests.cin_census_files import (
    ASSESSMENT,
    CHARACTERISTICS,
    HEADER,
    REFERRAL,
    census,
    child,
    element,
    identifiers,
    write_census,
)

CANARY = "Wilhelmina"
ID = "MADEUP0000001"
REFERRED = "2025-05-01"


class Everything(dict):
    """A list of the notice that names every module and every element."""

    def __contains__(self, _name: object) -> bool:
        return True

    def get(self, _module, _default=None):
        return self


def unchanged(_module: str, _element: str, text: str) -> str:
    return text


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one_child(inside: str) -> str:
    """A census of one child, on one line."""
    header = element("Header", HEADER)
    return f"<Message>{header}<Children><Child>{inside}</Child></Children></Message>"


def records(file: CensusFile, module: str) -> list[dict[str, str | None]]:
    (grid,) = [grid for grid in file.grids if grid.name == module]
    headings = grid.rows[0][1]
    return [dict(zip(headings, cells, strict=True)) for _, cells in grid.rows[1:]]


def asides(file: CensusFile) -> list[str | None]:
    return [record[ASIDE] for record in records(file, ASIDE)]


def cells_by_module(file: CensusFile) -> dict[str, list[list[str | None]]]:
    """The grids without the numbers of rows, which the twin may have otherwise."""
    return {
        grid.name: [cells for _, cells in grid.rows]
        for grid in file.grids
        if grid.name != ASIDE
    }


def refusal(path: Path) -> str:
    """What the reader says of a file that it, and the rewriter, must refuse."""
    with pytest.raises(UnreadableFile) as refused:
        read_cin_census(path)
    target = path.with_name("twin.xml")
    with pytest.raises(UnreadableFile) as again:
        rewrite_cin_census(path, target, unchanged, Everything())
    assert str(again.value) == str(refused.value)
    assert not target.exists() and not list(path.parent.glob("*.part"))
    said = str(refused.value)
    assert path.name in said and CANARY not in said
    return said


def test_a_census_becomes_its_header_and_a_grid_for_each_module(tmp_path):
    file = read_cin_census(write_census(tmp_path / "a.xml", [child()]))
    assert file.header == {
        "Collection": "CIN",
        "Year": "2026",
        "ReferenceDate": "2026-03-31",
        "SourceLevel": "L",
        "LEA": "206",
        "SoftwareCode": "Made up",
        "Release": "1.0",
        "SerialNo": "001",
        "DateTime": "2026-05-20T09:00:00",
    }
    assert [grid.name for grid in file.grids] == [*MODULES, ASIDE]
    assert [grid.position for grid in file.grids] == list(range(1, 10))
    assert records(file, "CINdetails") == [
        {
            "LAchildID": ID,
            "CINreferralDate": REFERRED,
            "ReferralSource": "6",
            "PrimaryNeedCode": "N1",
            "DateOfInitialCPC": "2025-05-05",
            "ReferralNFA": "false",
        }
    ]
    assert asides(file) == []


def test_every_record_carries_the_keys_of_what_it_stands_in_first(tmp_path):
    file = read_cin_census(write_census(tmp_path / "a.xml", [child(1), child(2)]))
    keys = {**MODULES, "ChildIdentifiers": ("LAchildID",)}
    for grid in file.grids[:8]:
        assert grid.rows[0][1][: len(keys[grid.name])] == list(keys[grid.name])
    assert {r["LAchildID"] for r in records(file, "Section47")} == {
        ID,
        "MADEUP0000002",
    }
    assert records(file, "Reviews") == [
        {
            "LAchildID": child_id,
            "CINreferralDate": REFERRED,
            "CPPstartDate": "2025-06-09",
            "CPPreviewDate": day,
        }
        for child_id in (ID, "MADEUP0000002")
        for day in ("2025-09-01", "2026-02-10")
    ]


def test_keys_are_known_even_where_they_stand_last(tmp_path):
    backwards = element(
        "Child",
        [
            ("ChildCharacteristics", CHARACTERISTICS),
            ("CINdetails", list(reversed(REFERRAL))),
            ("ChildIdentifiers", list(reversed(identifiers()))),
        ],
    )
    forwards = read_cin_census(write_census(tmp_path / "a.xml", [child()]))
    file = read_cin_census(write_census(tmp_path / "b.xml", [backwards]))
    for module in set(MODULES) - {"Reviews"}:
        assert records(file, module) == records(forwards, module)


def test_a_record_is_numbered_by_the_line_on_which_its_element_starts(tmp_path):
    lines = child().replace("><", ">\n<").splitlines()
    path = write_census(tmp_path / "a.xml", ["\n".join(lines)])
    file = read_cin_census(path)
    text = path.read_text().splitlines()
    for grid in file.grids[:8]:
        for number, _ in grid.rows[1:]:
            assert text[number - 1] == f"<{grid.name}>"
        assert text[grid.rows[0][0] - 1] == "<Children>"


def test_a_census_of_no_children_has_all_grids_and_no_rows(tmp_path):
    file = read_cin_census(
        written(tmp_path / "a.xml", "<Message><Children/></Message>")
    )
    assert file.header == {}
    assert [grid.name for grid in file.grids] == [*MODULES, ASIDE]
    assert all(len(grid.rows) == 1 for grid in file.grids)


def test_the_two_conference_dates_stay_apart(tmp_path):
    referral = [
        *REFERRAL[:4],
        ("Section47", [("S47ActualStartDate", "2025-05-20")]),
    ]
    path = write_census(tmp_path / "a.xml", [child(1, [referral]), child(2)])
    file = read_cin_census(path)
    dates = [r["DateOfInitialCPC"] for r in records(file, "CINdetails")]
    assert dates == ["2025-05-05", "2025-05-05"]
    dates = [r["DateOfInitialCPC"] for r in records(file, "Section47")]
    assert dates == [None, "2025-06-09"]


def test_lists_are_joined_and_their_wrappers_are_nobodys_column(tmp_path):
    file = read_cin_census(write_census(tmp_path / "a.xml", [child()]))
    (characteristics,) = records(file, "ChildCharacteristics")
    assert characteristics == {
        "LAchildID": ID,
        "Ethnicity": "WBRI",
        "Disability": "HAND;HEAR",
    }
    (assessment,) = records(file, "Assessments")
    assert assessment["AssessmentFactors"] == "2A;3B"
    assert "FactorsIdentifiedAtAssessment" not in assessment


def test_each_review_date_is_a_row_also_when_two_share_an_element(tmp_path):
    plan = [
        ("CPPstartDate", "2025-06-09"),
        ("Reviews", [("CPPreviewDate", "2025-09-01"), ("CPPreviewDate", "2026-02-10")]),
        ("Reviews", None),
    ]
    referral = [("CINreferralDate", REFERRED), ("ChildProtectionPlans", plan)]
    file = read_cin_census(write_census(tmp_path / "a.xml", [child(1, [referral])]))
    found = records(file, "Reviews")
    assert [r["CPPreviewDate"] for r in found] == ["2025-09-01", "2026-02-10", None]
    assert {r["CPPstartDate"] for r in found} == {"2025-06-09"}


def test_what_is_absent_or_empty_is_none_and_text_is_trimmed(tmp_path):
    inside = (
        "<ChildIdentifiers><LAchildID>\n 7 </LAchildID><UPN/></ChildIdentifiers>"
        "<ChildIdentifiers><Sex> </Sex></ChildIdentifiers>"
        "<ChildCharacteristics><Disabilities/></ChildCharacteristics><CINdetails/>"
    )
    file = read_cin_census(written(tmp_path / "a.xml", one_child(inside)))
    assert records(file, "ChildIdentifiers") == [
        {"LAchildID": "7", "UPN": None, "Sex": None},
        {"LAchildID": None, "UPN": None, "Sex": None},
    ]
    assert records(file, "ChildCharacteristics") == [{"LAchildID": "7"}]
    assert records(file, "CINdetails") == [{"LAchildID": "7"}]


def test_a_child_with_two_ids_has_neither(tmp_path):
    one, two = ({"LAchildID": "1"}, {"LAchildID": "2"})
    inside = "".join(
        element("ChildIdentifiers", list(ids.items())) for ids in (one, two, one)
    )
    inside += element("CINdetails", REFERRAL)
    file = read_cin_census(written(tmp_path / "a.xml", one_child(inside)))
    assert records(file, "CINdetails")[0]["LAchildID"] == "1;2"


def test_modules_of_later_years_have_grids_of_their_own(tmp_path):
    later = [("PPStartDate", "2027-01-01"), ("PPOutcome", "1")]
    referral = [
        ("CINreferralDate", REFERRED),
        ("PreProceedingsandFGDM", later),
        ("Unheard", [("Of", "x")]),
        ("PreProceedingsandFGDM", None),
    ]
    inside = element("ChildIdentifiers", identifiers())
    inside += element("CINdetails", referral)
    inside += element("Household", [("Size", "4")])
    file = read_cin_census(written(tmp_path / "a.xml", one_child(inside)))
    names = ["PreProceedingsandFGDM", "Unheard", "Household"]
    assert [grid.name for grid in file.grids] == [*MODULES, *names, ASIDE]
    keys = {"LAchildID": ID, "CINreferralDate": REFERRED}
    assert records(file, "PreProceedingsandFGDM") == [
        {**keys, **dict(later)},
        {**keys, "PPStartDate": None, "PPOutcome": None},
    ]
    assert records(file, "Unheard") == [{**keys, "Of": "x"}]
    assert records(file, "Household") == [{"LAchildID": ID, "Size": "4"}]


def test_text_that_is_no_records_is_kept_for_the_gate_with_its_line(tmp_path):
    path = written(
        tmp_path / "a.xml",
        '<?xml version="1.0"?><!-- before -->\n'
        '<Message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="left out">\n'
        '<Header note="in an attribute">between<Other> header </Other></Header>\n'
        "<Extra><Deep>elsewhere</Deep></Extra><Children>\n"
        "<Stray>no child</Stray><Child><Loose>no record</Loose>\n"
        "<ChildIdentifiers>mixed<LAchildID>7</LAchildID>\n"
        "<?target data?></ChildIdentifiers><![CDATA[raw]]>\n"
        "<Section47><LAchildID>key</LAchildID></Section47>\n"
        "</Child></Children></Message><!--after-->",
    )
    file = read_cin_census(path)
    assert file.header == {"Other": "header"}
    assert file.grids[-1].rows[1:] == [
        (1, ["before"]),
        (3, ["in an attribute"]),
        (3, ["between"]),
        (4, ["elsewhere"]),
        (5, ["no child"]),
        (5, ["no record"]),
        (6, ["mixed"]),
        (7, ["target data"]),
        (8, ["raw"]),
        (8, ["key"]),
        (9, ["after"]),
    ]
    assert records(file, "Section47") == [{"LAchildID": "7", "CINreferralDate": None}]


def test_cdata_and_a_comment_inside_do_not_break_an_elements_text(tmp_path):
    inside = (
        "<ChildIdentifiers><LAchildID>a<![CDATA[<b>&]]><!-- c -->d</LAchildID>"
        "</ChildIdentifiers>"
    )
    file = read_cin_census(written(tmp_path / "a.xml", one_child(inside)))
    assert records(file, "ChildIdentifiers") == [{"LAchildID": "a<b>&d"}]
    assert asides(file) == ["c"]


@pytest.mark.parametrize("prefix", ["", "cin:"])
def test_a_namespaced_file_reads_as_a_plain_one(tmp_path, prefix):
    plain = "\n".join(census([child()]))
    named = plain.replace("</", "{/").replace("<", f"<{prefix}")
    named = named.replace("{/", f"</{prefix}")
    declares = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    named = named.replace("Message>", f'Message {declares}="urn:made:up">', 1)
    one = read_cin_census(written(tmp_path / "a.xml", plain))
    two = read_cin_census(written(tmp_path / "b.xml", named))
    assert one.header == two.header
    assert [g.rows for g in one.grids] == [g.rows for g in two.grids]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", None),
        ("utf-16", "utf-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("cp1252", "windows-1252"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "ISO-8859-1"),
    ],
)
def test_text_is_read_in_the_encoding_that_the_file_declares(
    tmp_path, encoding, declared
):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    referrals = [[("CINreferralDate", "Café")]]
    path = write_census(
        tmp_path / "a.xml", [child(1, referrals)], HEADER, encoding, declaration
    )
    if encoding in ("utf-16-be", "utf-16-le"):
        mark = b"\xfe\xff" if encoding == "utf-16-be" else b"\xff\xfe"
        path.write_bytes(mark + path.read_bytes())
    (details,) = records(read_cin_census(path), "CINdetails")
    assert details["CINreferralDate"] == "Café"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_file_of_many_chunks_is_read_in_any_encoding(tmp_path, encoding, monkeypatch):
    monkeypatch.setattr(scan, "CHUNK_BYTES", 5000)
    name = "windows-1252" if encoding == "cp1252" else encoding
    path = write_census(
        tmp_path / "a.xml",
        map(child, range(50)),
        HEADER,
        encoding,
        f'<?xml version="1.0" encoding="{name}"?>{" " * 20_000}',
    )
    assert len(records(read_cin_census(path), "Reviews")) == 100


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY a "Wilhelmina">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">'
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]><Message><Children>&j;</Children></Message>"
)
EXTERNAL = (
    '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<Message><Children>&x;</Children></Message>"
)
PLAIN_TYPE = '<!DOCTYPE Message SYSTEM "Wilhelmina.dtd"><Message><Children/></Message>'


@pytest.mark.parametrize("content", [LAUGHS, EXTERNAL, PLAIN_TYPE])
def test_document_types_and_entities_are_refused_unread(tmp_path, content):
    assert "DOCTYPE" in refusal(written(tmp_path / "a.xml", content))


def in_record(text: str) -> str:
    return one_child(f"<ChildIdentifiers>{text}</ChildIdentifiers>")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (in_record("<a>" * 200_000 + CANARY + "</a>" * 200_000), "deep"),
        (in_record("<a>" * 37 + CANARY + "</a>" * 37), "deep"),
        (in_record(f"<UPN>{CANARY * 3_000_000}</UPN>"), "characters"),
        (in_record(f"<UPN>{CANARY * 10_001}</UPN>"), "characters"),
        (in_record(f"<UPN><![CDATA[{CANARY * 10_001}]]></UPN>"), "characters"),
        (in_record(CANARY * 10_001), "characters"),
        (in_record(f"<!--{CANARY * 10_001}-->"), "characters"),
        (in_record(f"<!--{CANARY * 1_000_000}-->"), "characters"),
        (in_record(f'<UPN a="{CANARY * 10_001}"/>'), "characters"),
        (in_record(f'<UPN a="{CANARY * 1_000_000}"/>'), "characters"),
        (
            in_record("<UPN" + "".join(f" {CANARY}{n}=''" for n in range(61)) + "/>"),
            "attributes",
        ),
        (in_record(f"<{CANARY * 21}/>"), "name"),
        (in_record("".join(f"<{CANARY}{n}/>" for n in range(501))), "names"),
        (in_record(f"&{CANARY};"), "entity"),
        (in_record(f"<UPN>{CANARY}</Upn>"), "end tag"),
        (in_record(f"<{CANARY}:UPN/>"), "line 1"),
        (in_record('<UPN a="1" a="2"/>'), "line 1"),
        (in_record("\x00"), "character"),
        (one_child("") + CANARY, "line 1, column"),
        (f"<Census><Children>{CANARY}</Children></Census>", "Message"),
        (f"<html>{CANARY}</html>", "Message"),
        (f"<Message><Header>{CANARY}</Header></Message>", "Children"),
        (f"<Message><Header><Children>{CANARY}</Children></Header></Message>", "Child"),
        (f'<?xml version="1.0" encoding="{CANARY}"?><Message/>', "encoding"),
        ('<?xml version="1.0" encoding="gb2312"?><Message/>', "encoding"),
        (one_child("Café").encode("cp1252"), "encoding"),
        (gzip.compress(one_child(CANARY).encode()), "compressed"),
        (b"PK\x03\x04 Wilhelmina", "compressed"),
        (f"LAchildID,Sex\n{CANARY},F\n", "not XML"),
        (b"", "not XML"),
    ],
    ids=range(30),
)
def test_what_no_census_holds_is_refused_without_its_content(tmp_path, content, said):
    assert said in refusal(written(tmp_path / "a.xml", content))


def test_a_depth_of_forty_is_read(tmp_path):
    deep = "<a>" * 36 + "text" + "</a>" * 36
    file = read_cin_census(written(tmp_path / "a.xml", in_record(deep)))
    assert records(file, "ChildIdentifiers") == [{"LAchildID": None, "a": "text"}]


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    whole = "\n".join(census([child(), child(2)])).encode()
    for length in range(0, len(whole), 50):
        said = refusal(written(tmp_path / "a.xml", whole[:length]))
        assert ("line" in said) == (length > 0)


def test_a_refusal_says_where_counting_from_one(tmp_path):
    path = written(tmp_path / "a.xml", "<Message>\n <Children>&nope;</Children>")
    assert "(line 2, column 12)" in refusal(path)
    path = written(tmp_path / "b.xml", "<Message>\n  <Children></Message>")
    assert "(line 2, column 15)" in refusal(path)


def test_a_link_and_an_enormous_file_are_refused_before_they_are_opened(tmp_path):
    link = tmp_path / "link.xml"
    link.symlink_to("/etc/hostname")
    assert "regular file" in refusal(link)
    sparse = tmp_path / "big.xml"
    with sparse.open("wb") as file:
        file.truncate(limits().census_mb * 1_000_000 + 1)
    assert "larger" in refusal(sparse)


def test_a_refusal_does_not_say_a_name_that_identifies(tmp_path):
    path = written(tmp_path / "someone@example.org.xml", "<html/>")
    with pytest.raises(UnreadableFile) as refused:
        read_cin_census(path)
    assert "someone" not in str(refused.value)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2000), st.binary(max_size=12))
def test_no_bytes_make_the_reader_fail_otherwise_than_by_refusing(
    tmp_path_factory, place, data
):
    whole = "\n".join(census([child()])).encode()
    spoilt = whole[:place] + data + whole[place + len(data) :]
    path = written(tmp_path_factory.mktemp("fuzz") / "a.xml", spoilt)
    try:
        file = read_cin_census(path)
    except UnreadableFile as refused:
        assert "a.xml" in str(refused)
    else:
        for grid in file.grids:
            assert len({len(cells) for _, cells in grid.rows}) == 1


def test_the_twin_of_everything_reads_back_the_same(tmp_path):
    plan = [("CPPstartDate", "2025-06-09"), ("Reviews", [("CPPreviewDate", "1")] * 2)]
    odd = [
        ("Assessments", [("Group", ASSESSMENT)]),
        ("Section47", None),
        ("ChildProtectionPlans", plan),
        ("CINreferralDate", REFERRED),
        ("PreProceedingsandFGDM", [("PPOutcome", "1"), ("CourtAppDate", None)]),
    ]
    source = write_census(tmp_path / "a.xml", [child(), "<Child/>", child(2, [odd])])
    rewrite_cin_census(source, tmp_path / "twin.xml", unchanged, Everything())
    one, two = read_cin_census(source), read_cin_census(tmp_path / "twin.xml")
    # Of the header, whose and when: not who exported it and with what.
    assert two.header == {k: v for k, v in one.header.items() if k in HEADER_ELEMENTS}
    assert set(one.header) - set(two.header) == {
        "SoftwareCode", "Release", "SerialNo", "DateTime"
    }  # fmt: skip
    assert cells_by_module(one) == cells_by_module(two)


XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\t\n\r<>&\"'];",
        exclude_characters="\ufffe\uffff",
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(XML_TEXT, min_size=2, max_size=2))
def test_any_text_comes_through_reader_and_twin(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("texts")
    referral = [(f"Text{n}", text) for n, text in enumerate(texts)]
    source = write_census(folder / "a.xml", [child(1, [referral])])
    rewrite_cin_census(source, folder / "twin.xml", unchanged, Everything())
    for path in (source, folder / "twin.xml"):
        (details,) = records(read_cin_census(path), "CINdetails")
        assert [details["Text0"], details["Text1"]] == [
            t.strip() or None for t in texts
        ]


LISTED: Mapping[str, set[str]] = {
    "ChildIdentifiers": {"LAchildID", "PersonBirthDate"},
    "CINdetails": {"CINreferralDate", "DateOfInitialCPC"},
    "Assessments": {"AssessmentFactors"},
    "Section47": {"S47ActualStartDate"},
    "Reviews": {"CPPreviewDate"},
}


def test_the_twin_holds_what_is_listed_made_safe_and_counts_the_rest(tmp_path):
    def safe(module: str, name: str, text: str) -> str | None:
        if name == "LAchildID":
            return "p1 & <safe>"
        if name == "PersonBirthDate":
            return text[:7]
        return None if (module, name, text) == spoilt else text

    spoilt = ("Assessments", "AssessmentFactors", "3B")
    header = [*HEADER, ("Contact", CANARY), ("Group", [("Year", "2026")])]
    source = write_census(tmp_path / "a.xml", [child(), f"<!--{CANARY}-->"], header)
    counts = rewrite_cin_census(source, tmp_path / "twin.xml", safe, LISTED)
    assert (tmp_path / "twin.xml").read_text() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<Message>\n"
        "  <Header>\n"
        "    <CollectionDetails>\n"
        "      <Collection>CIN</Collection>\n"
        "      <Year>2026</Year>\n"
        "      <ReferenceDate>2026-03-31</ReferenceDate>\n"
        "    </CollectionDetails>\n"
        "    <Source>\n"
        "      <SourceLevel>L</SourceLevel>\n"
        "      <LEA>206</LEA>\n"
        "    </Source>\n"
        "    <Year>2026</Year>\n"
        "  </Header>\n"
        "  <Children>\n"
        "    <Child>\n"
        "      <ChildIdentifiers>\n"
        "        <LAchildID>p1 &amp; &lt;safe&gt;</LAchildID>\n"
        "        <PersonBirthDate>2012-05</PersonBirthDate>\n"
        "      </ChildIdentifiers>\n"
        "      <CINdetails>\n"
        "        <CINreferralDate>2025-05-01</CINreferralDate>\n"
        "        <DateOfInitialCPC>2025-05-05</DateOfInitialCPC>\n"
        "        <Assessments>\n"
        "          <FactorsIdentifiedAtAssessment>\n"
        "            <AssessmentFactors>2A</AssessmentFactors>\n"
        "          </FactorsIdentifiedAtAssessment>\n"
        "        </Assessments>\n"
        "        <Section47>\n"
        "          <S47ActualStartDate>2025-05-20</S47ActualStartDate>\n"
        "        </Section47>\n"
        "      </CINdetails>\n"
        "    </Child>\n"
        "  </Children>\n"
        "</Message>\n"
    )
    assert counts == {
        "ChildIdentifiers": ModuleCount(1, 1, 2, {}),
        "ChildCharacteristics": ModuleCount(1, 0, 2, {}),
        "CINdetails": ModuleCount(1, 1, 3, {}),
        "Assessments": ModuleCount(1, 1, 2, {"AssessmentFactors": 1}),
        "CINPlanDates": ModuleCount(1, 0, 2, {}),
        "Section47": ModuleCount(1, 1, 2, {}),
        "ChildProtectionPlans": ModuleCount(1, 0, 4, {}),
        # Listed, but inside plans, which are not.
        "Reviews": ModuleCount(2, 0, 0, {}),
    }


def test_a_twin_that_keeps_nothing_is_still_a_census(tmp_path):
    source = write_census(tmp_path / "a.xml", [child()])
    rewrite_cin_census(source, tmp_path / "twin.xml", unchanged, {})
    assert "<Child>" not in (tmp_path / "twin.xml").read_text()
    assert all(len(g.rows) == 1 for g in read_cin_census(tmp_path / "twin.xml").grids)


def test_no_name_that_we_do_not_know_comes_into_the_twin(tmp_path):
    inside = element(
        "CINdetails",
        [
            ("Assessments", [(CANARY, [("AssessmentFactors", "2A")])]),
            (f"{CANARY}Module", [("Section47", [("S47ActualStartDate", "1")])]),
        ],
    )
    source = written(tmp_path / "a.xml", one_child(inside))
    rewrite_cin_census(source, tmp_path / "twin.xml", unchanged, LISTED)
    text = (tmp_path / "twin.xml").read_text()
    assert CANARY not in text and "<AssessmentFactors>2A<" in text


def test_counts_agree_with_the_rows_of_the_reader(tmp_path):
    reviews = [("CPPreviewDate", "2025-09-01"), ("CPPreviewDate", "2026-02-10")]
    plan = [("ChildProtectionPlans", [("Reviews", reviews), ("Reviews", None)])]
    source = write_census(tmp_path / "a.xml", [child(), child(2, [plan])])
    target = tmp_path / "twin.xml"
    counts = rewrite_cin_census(source, target, unchanged, Everything())
    for path, side in ((source, "rows_in"), (target, "rows_out")):
        for module in MODULES:
            rows = len(records(read_cin_census(path), module))
            assert getattr(counts[module], side) == rows


def test_yesterdays_twin_stays_when_the_source_is_refused_half_way(tmp_path):
    whole = "\n".join(census(map(child, range(2000))))
    source = written(tmp_path / "a.xml", whole.removesuffix("</Message>"))
    target = written(tmp_path / "twin.xml", "yesterday's")
    with pytest.raises(UnreadableFile):
        rewrite_cin_census(source, target, unchanged, Everything())
    assert target.read_text() == "yesterday's"
    assert sorted(os.listdir(tmp_path)) == ["a.xml", "twin.xml"]


def test_what_goes_wrong_in_making_safe_is_not_swallowed_and_leaves_nothing(tmp_path):
    def broken(_module, _element, _text):
        raise LookupError

    source = write_census(tmp_path / "a.xml", [child()])
    with pytest.raises(LookupError):
        rewrite_cin_census(source, tmp_path / "twin.xml", broken, Everything())
    assert os.listdir(tmp_path) == ["a.xml"]
