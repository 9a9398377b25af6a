"""How records come in: checked row by row, matched, placed, tagged and indexed."""
