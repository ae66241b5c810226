"""Forms: compiled, asked, answered, worded."""
