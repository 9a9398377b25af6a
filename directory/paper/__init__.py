"""What is there to put on paper about a place, a listing or a choice?"""
