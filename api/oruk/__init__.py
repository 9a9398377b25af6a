"""Open Referral UK: how is the directory published as HSDS-UK-3.0 under /oruk/v3?"""
