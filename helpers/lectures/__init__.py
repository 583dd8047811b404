"""The decks of lectures/: their numbers are checked, their figures drawn, HTML and PDF built.

`python -m helpers.lectures check | figures | build`; lectures/README.md says how a deck is written.
"""
