"""What help is needed, where and when? Needs of groups, public; who helps stands in the people store."""
