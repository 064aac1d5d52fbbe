"""Files as a programme committee gets them: forms, speaker lists and room lists by many hands, with what they mean."""
