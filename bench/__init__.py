"""Measurements of the course on this machine: `make bench`, or `python -m bench --help`.

Speed of training beside Keras and PyTorch, seconds against depth, start-up and panels, memory,
and a roofline. Imports helpers; nothing in helpers imports it.
"""
