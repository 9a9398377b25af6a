"""Which rooms are there, what do they cost whom, and when are they free? Public, without who hires them."""
