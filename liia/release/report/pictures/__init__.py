"""The pictures, drawn from plain records. Uncertainty is always drawn.

Every mark carries its own words (`description`): screen readers say them, and the page
finds a borough's marks by them.
"""
