"""What was changed in a listing, when, by whom and from what source?"""
