"""Where it is, who lives there, how far, how fair.

Pure functions: arrays and frames in, arrays and frames out.
"""
