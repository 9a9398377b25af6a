"""What have people sent us that is not published yet? Kept in the people store."""
