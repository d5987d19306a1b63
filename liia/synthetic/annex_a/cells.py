"""How boroughs write codes into Annex A: Ofsted's letter, the DfE code, a few words.

Each mapping leads from the code that the journeys use to the text of the cell.
"""

YES_NO = {True: "a) Yes", False: "b) No"}

YES_NO_UNKNOWN = {"yes": "a) Yes", "no": "b) No", "unknown": "c) Unknown"}

GENDER = {"M": "a) Male", "F": "b) Female", "unborn": "c) Not stated/recorded"}

ETHNICITY = {
    "WBRI": "a) WBRI",
    "WIRI": "b) WIRI",
    "WIRT": "c) WIRT",
    "WOTH": "d) WOTH",
    "WROM": "e) WROM",
    "MWBC": "f) MWBC",
    "MWBA": "g) MWBA",
    "MWAS": "h) MWAS",
    "MOTH": "i) MOTH",
    "AIND": "j) AIND",
    "APKN": "k) APKN",
    "ABAN": "l) ABAN",
    "AOTH": "m) AOTH",
    "BCRB": "n) BCRB",
    "BAFR": "o) BAFR",
    "BOTH": "p) BOTH",
    "CHNE": "q) CHNE",
    "OOTH": "r) OOTH",
    "REFU": "s) REFU",
    "NOBT": "s) NOBT",
}
"""Two codes share the letter s, on the form itself."""

SOURCE = {
    code: f"{letter}) {code}: {group}"
    for letter, code, group in (
        ("a", "1A", "Individual"),
        ("b", "1B", "Individual"),
        ("c", "1C", "Individual"),
        ("d", "1D", "Individual"),
        ("e", "2A", "Schools"),
        ("f", "2B", "Education services"),
        ("g", "3A", "Health services"),
        ("h", "3B", "Health services"),
        ("i", "3C", "Health services"),
        ("j", "3D", "Health services"),
        ("k", "3E", "Health services"),
        ("l", "3F", "Health services"),
        ("m", "4", "Housing"),
        ("n", "5A", "LA services"),
        ("o", "5B", "LA services"),
        ("p", "5C", "LA services"),
        ("p1", "5D", "LA services"),
        ("q", "6", "Police"),
        ("r", "7", "Other legal agency"),
        ("s", "8", "Other"),
        ("t", "9", "Anonymous"),
        ("u", "10", "Unknown"),
    )
}

NEED = {
    "N1": "N1 - Abuse or neglect",
    "N2": "N2 - Child's disability or illness",
    "N3": "N3 - Parental disability or illness",
    "N4": "N4 - Family in acute stress",
    "N5": "N5 - Family dysfunction",
    "N6": "N6 - Socially unacceptable behaviour",
    "N7": "N7 - Low income",
    "N8": "N8 - Absent parenting",
    "N9": "N9 - Cases other than children in need",
    "N0": "N0 - Not stated",
}

CLOSURE_REASON = {
    "RC1": "RC1 - Adopted",
    "RC3": "RC3 - Child arrangements order",
    "RC4": "RC4 - Special guardianship order",
    "RC5": "RC5 - Transferred to another local authority",
    "RC6": "RC6 - Transferred to adult social care",
    "RC7": "RC7 - Services ceased for any other reason",
    "RC8": "RC8 - Closed after assessment, no further action",
    "RC9": "RC9 - Closed after assessment, referred to early help",
}

CASE_STATUS = {
    "looked after": "a) Looked after child",
    "plan": "b) Child Protection plan",
    "in need": "c) Child in need plan",
    "assessment": "d) Open assessment",
    "closed": "e) Closed episode",
}

ABUSE = {
    "NEG": "a) Neglect",
    "PHY": "b) Physical abuse",
    "SAB": "c) Sexual abuse",
    "EMO": "d) Emotional abuse",
    "MUL": "e) Multiple/not recommended",
}

LEGAL_STATUS = {
    "C1": "C1: ICO",
    "C2": "C2: FCO",
    "E1": "E1: Placement order",
    "V2": "V2: Accommodated under S20",
    "L1": "L1: Police protection",
    "L2": "L2: EPO",
    "J1": "J1: Remanded",
    "J2": "J2: PACE",
}

PERMANENCE_PLAN = {
    "return": "a) Return to family",
    "adoption": "b) Adoption",
    "guardianship": "c) SGO/CAO",
    "supported living": "d) Supported living in the community",
    "residential": "e) Long-term residential placement",
    "long-term fostering": "f) Long-term fostering",
}

REASON_CEASED = {
    "E11": "a) E11: Adopted - unopposed",
    "E12": "b) E12: Adopted - consent dispensed with",
    "E2": "c) E2: Died",
    "E3": "d) E3: Care taken over by another LA",
    "E4A": "e) E4A: Returned home",
    "E4B": "f) E4B: Returned home - not planned",
    "E13": "g) E13: Left to live with others",
    "E41": "h) E41: Child arrangements order",
    "E45": "i) E45: SGO - former foster carer, relative or friend",
    "E46": "j) E46: SGO - former foster carer, other",
    "E47": "k) E47: SGO - other carer, relative or friend",
    "E48": "l) E48: SGO - other carer, other",
    "E5": "m) E5: Independent living with support",
    "E6": "n) E6: Independent living without support",
    "E7": "o) E7: Residential care funded by adult services",
    "E8": "t) E8: Any other reason",
    "E9": "p) E9: Sentenced to custody",
    "E14": "q) E14: Remand accommodation ended",
    "E15": "r) E15: Age assessed as 18 or over",
    "E16": "u) E16: Moved abroad",
    "E17": "v) E17: Staying put",
}

PLACEMENT_TYPE = {
    "U1": "a) U1: Foster placement - relative or friend, long term",
    "U3": "c) U3: Foster placement - relative or friend",
    "U4": "d) U4: Foster placement - other carer, long term",
    "U5": "e) U5: Foster placement - other carer, FFA",
    "U6": "f) U6: Foster placement - other carer",
    "A5": "i) A5: Placed for adoption - current foster carer",
    "A6": "j) A6: Placed for adoption - not current foster carer",
    "P2": "l) P2: Independent living",
    "P1": "k) P1: Placed with own parents",
    "K2": "p) K2: Children's home",
    "R1": "q) R1: Residential care home",
    "Z1": "u) Z1: Other placement",
    "R3": "s) R3: Family centre or mother and baby unit",
    "R5": "t) R5: Young offender institution",
    "K3": "K3",  # newer than Ofsted's letters
}

PROVIDER = {
    "": None,
    "PR0": "a) PR0 - Parent",
    "PR1": "b) PR1 - Own provision",
    "PR2": "c) PR2 - Other LA provision",
    "PR3": "d) PR3 - Other public provision",
    "PR4": "e) PR4 - Private provision",
    "PR5": "f) PR5 - Voluntary/third sector",
}

PLACEMENT_LOCATION = {True: "a) In", False: "b) Out"}

ELIGIBILITY = {"relevant": "a) Relevant child", "former": "b) Former relevant child"}

IN_TOUCH = {"YES": "a) YES", "NO": "b) NO", "REFU": "d) REFU", "NREQ": "e) NREQ"}

ACCOMMODATION = {
    "B": "B: With parents or relatives",
    "D": "D: Semi-independent accommodation",
    "E": "E: Supported lodgings",
    "K": "K: Ordinary lodgings",
    "U": "U: Independent living",
    "V": "V: Emergency accommodation",
    "X": "X: In custody",
    "Z": "Z: With former foster carer",
}

SUITABILITY = {True: "a) Suitable", False: "b) Unsuitable"}

ACTIVITY = {
    "F1": "F1: Higher education, full time",
    "F2": "F2: Other education, full time",
    "P2": "P2: Other education, part time",
    "F4": "F4: Apprenticeship, full time",
    "F5": "F5: Training or employment, full time",
    "G4": "G4: Not in education or work, illness or disability",
    "G5": "G5: Not in education or work, other",
    "G6": "G6: Not in education or work, pregnancy or parenting",
}

NO_LONGER_ADOPTION = "RD2 - Court did not make the order"
