"""Where things are and who lives there: areas, postcodes, localities, stops."""
