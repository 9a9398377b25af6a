"""Which parishes were asked of what, and how did that go?"""
