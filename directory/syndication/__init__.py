"""What is new, what is on and where is everything, for readers of feeds and calendars?"""
