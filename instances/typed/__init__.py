"""What people type into cells, read strictly: one module a kind of value, none of which guesses in silence."""
