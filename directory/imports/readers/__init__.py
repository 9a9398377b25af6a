"""How is each kind of file read, row by row, within limits?"""
