"""The door: a borough's file in, landing rows and a receipt out.

It knows the layouts of the returns and nothing of what they mean.
"""
