"""Questionnaires walked over text: compiled once, asked one question at a time, answers kept typed and as given."""
