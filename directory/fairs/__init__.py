"""Which fairs, rally days and joint training are there, and who has a stall?"""
