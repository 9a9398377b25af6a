"""What can people reach, and where is it missing: stored runs and what they found."""
