"""A demo consortium: invented people and a year of their work in
the libraries of a real consortium.
"""
