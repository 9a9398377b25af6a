"""How do feeds, calendars, search engines and other sites read us?"""
