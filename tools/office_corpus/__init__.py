"""Office documents, web pages and OFD files of a disclosure whose truth is known. See `tools/office_corpus.py`."""
