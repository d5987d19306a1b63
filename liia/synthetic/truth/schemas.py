"""The columns of the tables of truth."""

import pyarrow

TEXT, DAY, FLAG = pyarrow.string(), pyarrow.date32(), pyarrow.bool_()
SCHEMAS = {
    "children": {
        "borough_code": TEXT,
        "local_id": pyarrow.int64(),
        "sex": TEXT,
        "ethnicity": TEXT,
        "ethnic_group": TEXT,
        "born": DAY,
    },
    "events": {
        "borough_code": TEXT,
        "local_id": pyarrow.int64(),
        "event": TEXT,
        "starts": DAY,
        "ends": DAY,
        "follows": TEXT,
        "follows_on": DAY,
        "detail": TEXT,
    },
    "episodes": {
        "borough_code": TEXT,
        "local_id": pyarrow.int64(),
        "care_started": DAY,
        "starts": DAY,
        "ends": DAY,
        "reason_new": TEXT,
        "legal_status": TEXT,
        "placement_type": TEXT,
        "provider": TEXT,
        "reason_ceased": TEXT,
    },
    "placements": {
        "borough_code": TEXT,
        "local_id": pyarrow.int64(),
        "care_started": DAY,
        "starts": DAY,
        "ends": DAY,
        "placement_type": TEXT,
        "provider": TEXT,
        "is_inside_borough": FLAG,
    },
    "outcomes": {
        "borough_code": TEXT,
        "ethnic_group": TEXT,
        "ethnicity": TEXT,
        "step": TEXT,
        "day": DAY,
        "happened": FLAG,
    },
    "planted": {
        "borough_code": TEXT,
        "step": TEXT,
        "ethnic_group": TEXT,
        "odds_ratio": pyarrow.float64(),
        "baseline": pyarrow.float64(),
    },
    "planted_codes": {
        "borough_code": TEXT,
        "step": TEXT,
        "ethnicity": TEXT,
        "ethnic_group": TEXT,
        "odds_ratio": pyarrow.float64(),
        "risk": pyarrow.float64(),
    },
    "faults": {
        "borough_code": TEXT,
        "file": TEXT,
        "part": TEXT,
        "fault": TEXT,
        "event": TEXT,
        "local_id": pyarrow.int64(),
        "was": TEXT,
        "became": TEXT,
    },
}
"""Table to its columns and their types."""
