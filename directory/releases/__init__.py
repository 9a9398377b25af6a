"""Which release of boundaries and figures is in use, and how is another put in its place?"""
