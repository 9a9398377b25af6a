"""Who is told of which notice, why, and when? Matching, digests, and what became of them."""
