"""CIN censuses that are hostile or broken as XML, or hold an identifier beside records."""

import gzip
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.cin_census_files import HEADER, census, element
from tests.ingest.hostile.case import ACCEPT, FINDINGS, REFUSE, Case
from tests.workbooks import pseudonym

NHS, POSTCODE = "943 476 5919", "E17 9QQ"


def child(number: int = 1, more: str = "") -> str:
    identifiers = [
        ("LAchildID", pseudonym(number)),
        ("PersonBirthDate", "2012-05-01"),
        ("Sex", "F"),
    ]
    referral = [
        ("CINreferralDate", "2025-05-01"),
        ("ReferralSource", "1A"),
        ("PrimaryNeedCode", "N1"),
        ("ReferralNFA", "false"),
    ]
    inner = element("ChildIdentifiers", identifiers)
    inner += element("ChildCharacteristics", [("Ethnicity", "WBRI")])
    return f"<Child>{inner}{element('CINdetails', referral)}{more}</Child>"


def text_of(*children: str, header=HEADER) -> str:
    return "\n".join(census(children or (child(),), header))


def written(folder: Path, content: str | bytes, name: str = "CIN_2026.xml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cases() -> Iterator[Case]:
    good = text_of()
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        yield Case(
            f"a census in {encoding}",
            ACCEPT,
            partial(written, content=good.encode(encoding)),
        )
    declared = {
        "an entity": '<!DOCTYPE a [<!ENTITY b "c">]>',
        "entities of entities": '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c '
        '"&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]>',
        "a file outside": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        "an address outside": '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">',
        "a parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hosts">%b;]>',
        "an empty document type": "<!DOCTYPE Message>",
        "an encoding out of the way": '<?xml version="1.0" encoding="EBCDIC-CP-GB"?>',
        "UTF-7": '<?xml version="1.0" encoding="UTF-7"?>',
        "two declarations": '<?xml version="1.0"?><?xml version="1.0"?>',
    }
    for what, text in declared.items():
        yield Case(
            f"a census with {what}", REFUSE, partial(written, content=text + good)
        )
    deep = "<a>" * 50_000 + "</a>" * 50_000
    refused = {
        "nothing": "",
        "blanks alone": " \n ",
        "another root": good.replace("Message>", "Massage>"),
        "no Children": good.replace("Children>", "Kinder>"),
        "elements 50,000 deep": text_of(child(more=deep)),
        "10,000 element names": text_of(
            child(more="".join(f"<e{n}/>" for n in range(10_000)))
        ),
        "a name of 5,000 letters": text_of(child(more=f"<{'x' * 5000}/>")),
        "a text of 2,000,000 letters": text_of(child(more=f"<x>{'x' * 2_000_000}</x>")),
        "a comment of 2,000,000 letters": text_of(
            child(more=f"<!--{'x' * 2_000_000}-->")
        ),
        "an attribute of 2,000,000 letters": text_of(
            child(more=f'<x y="{"x" * 2_000_000}"/>')
        ),
        "1,000 attributes": text_of(
            child(more="<x " + " ".join(f'a{n}=""' for n in range(1000)) + "/>")
        ),
        "60,000 comments": text_of(child(more="<!--x-->" * 60_000)),
        "60,000 records": text_of(child(more="<CINdetails/>" * 60_000)),
        "NUL bytes": good.replace("WBRI", "W\x00RI"),
        "bytes that are no UTF-8": good.encode().replace(b"WBRI", b"\xff\xfe\xe9"),
        "an end tag missing": good.replace("</CINdetails>", "", 1),
        "an unknown entity": good.replace("WBRI", "&nbsp;"),
        "an ampersand": good.replace("WBRI", "A & B"),
        "a second root": good + good,
        "bytes behind its end": good + "9434765919",
        "its second half missing": good[: len(good) // 2],
        "its last byte missing": good[:-1],
        "a namespace without a prefix's meaning": good.replace(
            "<Child>", "<q:Child>", 1
        ),
        "gzip": gzip.compress(good.encode()),
        "a zip": b"PK\x03\x04" + good.encode(),
        "an id that is none": text_of(child()).replace(pseudonym(1), "1234567"),
        "another borough's number": good.replace("<LEA>206<", "<LEA>316<"),
        "a birth to the day": good.replace("2012-05-01", "2012-05-17"),
        "a pupil number": good.replace("<Sex>", "<UPN>A123456789012</UPN><Sex>"),
        "a pupil number of another form": good.replace(
            "<Sex>", "<UPN>Z000000000001</UPN><Sex>"
        ),
        "a surname": good.replace("<Sex>", "<Surname>x</Surname><Sex>"),
    }
    for what, content in refused.items():
        yield Case(f"a census with {what}", REFUSE, partial(written, content=content))
    for value in (NHS, POSTCODE, "head@school.example.org"):
        places = {
            "a comment": good.replace("<Child>", f"<Child><!-- {value} -->", 1),
            "a comment before the root": f"<!-- {value} -->" + good,
            "a comment behind the root": good + f"<!-- {value} -->",
            "an instruction": good.replace("<Child>", f"<?note {value}?><Child>", 1),
            "an attribute": good.replace("<Child>", f'<Child note="{value}">', 1),
            "the root's schema location": good.replace(
                "<Message>",
                '<Message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                f'xsi:noNamespaceSchemaLocation="{value}">',
                1,
            ),
            "a namespace": good.replace(
                "<Message>", f'<Message xmlns="urn:{value}">', 1
            ),
            "CDATA": good.replace("WBRI", f"<![CDATA[{value}]]>"),
            "CDATA in the middle": good.replace(
                "WBRI", f"{value[:4]}<![CDATA[{value[4:]}]]>"
            ),
            "text between elements": good.replace("<Child>", f"{value}<Child>", 1),
            "an unknown element": good.replace("<Sex>", f"<Note>{value}</Note><Sex>"),
            "the header": good.replace("Made up", value),
            "a number for each letter": good.replace(
                "WBRI", "".join(f"&#{ord(letter)};" for letter in value)
            ),
        }
        for what, content in places.items():
            yield Case(
                f"{value[:4]}... in {what} of a census",
                REFUSE,
                partial(written, content=content),
            )
    told = {
        "a name for a code": good.replace("WBRI", "Jane Example"),
        "no day for a day": good.replace("2025-05-01", "last May"),
        "an unknown element": good.replace("<Sex>", "<Shoe>x</Shoe><Sex>"),
    }
    for what, content in told.items():
        yield Case(f"a census with {what}", FINDINGS, partial(written, content=content))
