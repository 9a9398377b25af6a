"""What hangs together? Parish pages, nodes, similar parishes and groups, and why each is linked."""
