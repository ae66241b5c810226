"""The screen: what every text is looked at for before anything else. Lists in, one finding out."""
