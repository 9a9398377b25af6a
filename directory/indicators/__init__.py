"""Which figures of need are loaded, and what concerns are stated of each district?"""
