"""The pictures, drawn from plain records. Uncertainty is always drawn.

Every mark carries its own words (`description`), seen under the pointer, and the page
finds a borough's marks by them; the picture as a whole has its words for screen readers,
and the table behind it.
"""
