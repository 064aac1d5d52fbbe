"""What a conference is: data, no solver."""
