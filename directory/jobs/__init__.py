"""What must still be done? Durable jobs in either store."""
