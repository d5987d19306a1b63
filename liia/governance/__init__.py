"""The promises of the privacy notice as code: rights, retention, keys, audit, evidence."""
