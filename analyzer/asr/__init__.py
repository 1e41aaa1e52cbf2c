"""Speech to words: the protocol that recognisers meet, Whisper behind it, and the guard against invented words."""
