"""Are two listings one? Candidates with reasons; merged by a person; undoable."""
