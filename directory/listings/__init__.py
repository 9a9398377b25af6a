"""What the directory shows: groups, services, hubs, venues, outdoor spaces and parish councils."""
