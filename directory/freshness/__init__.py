"""Is a listing still right, and who was asked?"""
