"""The workbooks of Annex A, as an extract on a day shows them."""
