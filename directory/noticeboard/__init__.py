"""What is announced: money, calls, offers, events; for whom, where, until when, and what came of it."""
